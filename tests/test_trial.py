"""A step is measured, and what all of a film takes follows from it."""

from dataclasses import replace
from fractions import Fraction

import pytest

import dreamstream.trial as measuring
from dreamstream import Recipe, open_sink
from dreamstream.distortions import Chain
from dreamstream.dreaming import Batch, DreamSettings, Octaves, Target, TiledNetwork
from dreamstream.frame import StreamInfo
from dreamstream.network import Network
from dreamstream.schedule import Cycle, joined
from dreamstream.trial import Trial

TARGETS = Cycle((Target("mix/output"),), 1)


@pytest.fixture
def clock(monkeypatch):
    """Let every dreamed frame take as many seconds as it has pixels, times a half and one for every step."""

    def seconds(dreamer, frame):
        return (0.5 + dreamer.settings.octaves.iterations) * frame.pixels[..., 0].size

    monkeypatch.setattr(measuring, "seconds_of", seconds)


@pytest.fixture
def trial(small_network, clock):
    def trial(octaves, *, width=64, height=48, frames=10, network=small_network, **settings):
        info = StreamInfo(width, height, Fraction(25), Fraction(1, 25), frames)
        return Trial(network, DreamSettings(TARGETS, octaves, **settings), Chain(), info)

    return trial


def test_a_frame_takes_all_steps_of_all_octaves_and_the_rest_once(trial):
    made = trial(Octaves(2, 2.0, 3)).plan()
    assert made.seconds_per_frame == 3 * (64 * 48 + 32 * 24) + 0.5 * 64 * 48
    assert made.total_seconds == 10 * made.seconds_per_frame
    assert (made.size, made.frame_count, made.tiles) == ((64, 48), 10, 1)


def test_what_is_made_in_the_first_frames_is_not_measured(trial, monkeypatch):
    dreamed = []
    monkeypatch.setattr(measuring, "frames_until_steady", lambda device: 2)
    monkeypatch.setattr(measuring.Dreamer, "__call__", lambda dreamer, _: dreamed.append(dreamer.settings.octaves))
    trial(Octaves(2, 2.0, 3)).plan()
    assert [octaves.iterations for octaves in dreamed] == [1, 1, 0, 0]


@pytest.mark.parametrize(("budget", "seconds"), [(1e6, 3 * 3840 + 1536), (9e3, 9e3), (1.0, 4608)])
def test_a_budget_is_what_a_frame_takes_at_most_but_a_step_it_always_takes(trial, budget, seconds):
    within = replace(trial(Octaves(2, 2.0, 3)), budget_seconds=budget)
    assert within.plan().seconds_per_frame == seconds


def test_a_large_picture_is_measured_small(trial, monkeypatch):
    sizes = []
    seconds = measuring.seconds_of

    def noting(dreamer, frame):
        sizes.append(frame.pixels.shape)
        return seconds(dreamer, frame)

    monkeypatch.setattr(measuring, "seconds_of", noting)
    monkeypatch.setattr(measuring, "_TRIAL_PIXELS", 40 * 30)
    made = trial(Octaves(1, 2.0, 3)).plan()
    assert set(sizes) == {(30, 40, 3)}
    assert made.seconds_per_frame == pytest.approx(3.5 * 64 * 48)


def test_iterations_that_change_count_by_their_mean(trial):
    iterations = Recipe.parse({"dream": {"iterations": "f"}}).dream.iterations
    made = trial(joined(Octaves, 1, 2.0, iterations)).plan()
    assert made.seconds_per_frame == (4.5 + 0.5) * 64 * 48


@pytest.mark.parametrize(
    ("settings", "frames", "steps"),
    [({}, 10, 1), ({"is_carried_by_flow": True}, 10, 2), ({"blend": 1}, 10, 4), ({}, 1, 4)],
)
def test_frames_that_go_on_from_the_last_take_the_steps_of_their_strength(trial, settings, frames, steps):
    made = trial(Octaves(1, 2.0, 4), frames=frames, strength=0.25, **settings).plan()
    assert made.seconds_per_frame == (steps + 0.5) * 64 * 48


def test_overlaps_of_tiles_take_time_and_save_memory(trial, small_network):
    large = {"width": 320, "height": 240}
    whole = trial(Octaves(1, 2.0, 3), **large).plan()
    tiled = trial(Octaves(1, 2.0, 3), **large, network=TiledNetwork(small_network, 96)).plan()
    assert tiled.tiles > 1
    assert tiled.seconds_per_frame > whole.seconds_per_frame
    assert tiled.peak_bytes < whole.peak_bytes


def test_frames_that_go_together_are_measured_together_and_each_takes_its_share(trial, monkeypatch):
    runs = []

    def seconds(dream, frame):
        dream(frame)
        return 12.0 if len(runs) == 1 else 0.0

    differentiate = Network.differentiate
    monkeypatch.setattr(Network, "differentiate", lambda *given: runs.append(len(given[1])) or differentiate(*given))
    monkeypatch.setattr(measuring, "seconds_of", seconds)
    monkeypatch.setattr(measuring, "frames_until_steady", lambda device: 0)
    made = replace(trial(Octaves(1, 2.0, 1)), batch=Batch(4)).plan()
    assert runs == [4]
    assert made.seconds_per_frame == pytest.approx(3.0)
    runs.clear()
    bounded = replace(trial(Octaves(1, 2.0, 1)), batch=Batch(64, 2 * 64 * 48)).plan()
    assert runs == [2]
    assert bounded.seconds_per_frame == pytest.approx(6.0)


def test_a_batch_takes_as_much_memory_as_goes_through_the_network_at_once(trial, monkeypatch):
    monkeypatch.setattr(measuring, "held_bytes", lambda device: 0)
    monkeypatch.setattr(measuring, "seconds_of", lambda dream, frame: 1.0)
    pixels = 320 * 240
    batches = Batch(), Batch(4), Batch(4, pixels), Batch(4, 2 * pixels)
    one = trial(Octaves(1, 2.0, 1), width=320, height=240)
    alone, together, bounded, by_two = (replace(one, batch=batch).plan().peak_bytes for batch in batches)
    each = by_two - bounded
    assert each > pixels * 36 * 4
    assert together - by_two == pytest.approx(2 * each, rel=0.01)
    assert alone < bounded


def test_plans_of_several_films_are_of_all_their_frames(trial, tmp_path):
    sink = open_sink(tmp_path / "out.mp4")
    one, three = (replace(trial(Octaves(2, 2.0, 3)), films=films, more_frames=2 * films).plan(sink) for films in (1, 3))
    assert (three.films, three.frame_count, three.more_frames) == (3, 30, 6)
    assert (three.total_seconds, three.output_bytes) == (3 * one.total_seconds, 3 * one.output_bytes)


def test_a_stream_without_end_has_no_total(trial, tmp_path):
    made = trial(Octaves(1, 2.0, 3), frames=None).plan(open_sink(tmp_path / "out.mp4"))
    assert (made.frame_count, made.total_seconds, made.output_bytes) == (None, None, None)


@pytest.mark.parametrize(("limit", "is_long"), [(10**9, False), (1, True)])
def test_only_what_is_long_is_announced(trial, tmp_path, monkeypatch, limit, is_long):
    monkeypatch.setattr(measuring, "LONG_SECONDS", limit)
    sink = open_sink(tmp_path / "out.mp4")
    made = trial(Octaves(2, 2.0, 3)).plan_if_long(sink)
    assert (made is not None) == is_long
    assert made is None or made.output_bytes == sink.about_bytes(64 * 48, 10)
    assert trial(Octaves(2, 2.0, 3), frames=None).plan_if_long(sink) is None
