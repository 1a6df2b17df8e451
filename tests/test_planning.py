"""What a render is said to take."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from dreamstream import Plan, Recipe, Started, open_sink, plan, planning, render
from dreamstream.distortions import Chain
from dreamstream.dreaming import Batch, Dreamer, DreamSettings, Octaves, Target, TiledNetwork
from dreamstream.errors import SourceError, UsageError
from dreamstream.frame import StreamInfo
from dreamstream.network import Network
from dreamstream.planning import Trial
from dreamstream.resume import journal
from dreamstream.resume.saved import Saved
from dreamstream.schedule import Cycle, joined

QUICK = {
    "model": {"device": "cpu", "precision": "float32"},
    "dream": {"octaves": 2, "octave_scale": 2, "iterations": 3},
    "source": {"frames": 3, "size": "64x48"},
}
TARGETS = Cycle((Target("mix/output"),), 1)


@pytest.fixture
def clock(monkeypatch):
    """Let every dreamed frame take as many seconds as it has pixels, times a half and one for every step."""

    def seconds(dreamer, frame):
        return (0.5 + dreamer.settings.octaves.iterations) * frame.pixels[..., 0].size

    monkeypatch.setattr(planning, "_seconds", seconds)


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
    monkeypatch.setattr(planning, "frames_until_steady", lambda device: 2)
    monkeypatch.setattr(planning.Dreamer, "__call__", lambda dreamer, _: dreamed.append(dreamer.settings.octaves))
    trial(Octaves(2, 2.0, 3)).plan()
    assert [octaves.iterations for octaves in dreamed] == [1, 1, 0, 0]


@pytest.mark.parametrize(("budget", "seconds"), [(1e6, 3 * 3840 + 1536), (9e3, 9e3), (1.0, 4608)])
def test_a_budget_is_what_a_frame_takes_at_most_but_a_step_it_always_takes(trial, budget, seconds):
    within = replace(trial(Octaves(2, 2.0, 3)), budget_seconds=budget)
    assert within.plan().seconds_per_frame == seconds


def test_a_large_picture_is_measured_small(trial, monkeypatch):
    sizes = []
    seconds = planning._seconds

    def noting(dreamer, frame):
        sizes.append(frame.pixels.shape)
        return seconds(dreamer, frame)

    monkeypatch.setattr(planning, "_seconds", noting)
    monkeypatch.setattr(planning, "_TRIAL_PIXELS", 40 * 30)
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
    monkeypatch.setattr(planning, "_seconds", seconds)
    monkeypatch.setattr(planning, "frames_until_steady", lambda device: 0)
    made = replace(trial(Octaves(1, 2.0, 1)), batch=Batch(4)).plan()
    assert runs == [4]
    assert made.seconds_per_frame == pytest.approx(3.0)
    runs.clear()
    bounded = replace(trial(Octaves(1, 2.0, 1)), batch=Batch(64, 2 * 64 * 48)).plan()
    assert runs == [2]
    assert bounded.seconds_per_frame == pytest.approx(6.0)


def test_a_batch_takes_as_much_memory_as_goes_through_the_network_at_once(trial, monkeypatch):
    monkeypatch.setattr(planning, "held_bytes", lambda device: 0)
    monkeypatch.setattr(planning, "_seconds", lambda dream, frame: 1.0)
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
    one, three = (replace(trial(Octaves(2, 2.0, 3)), films=films, more_frames=2).plan(sink) for films in (1, 3))
    assert (three.films, three.frame_count, three.more_frames) == (3, 30, 6)
    assert (three.total_seconds, three.output_bytes) == (3 * one.total_seconds, 3 * one.output_bytes)


def test_a_stream_without_end_has_no_total(trial, tmp_path):
    made = trial(Octaves(1, 2.0, 3), frames=None).plan(open_sink(tmp_path / "out.mp4"))
    assert (made.frame_count, made.total_seconds, made.output_bytes) == (None, None, None)


@pytest.mark.parametrize(("limit", "is_long"), [(10**9, False), (1, True)])
def test_only_what_is_long_is_announced(trial, tmp_path, monkeypatch, limit, is_long):
    monkeypatch.setattr(planning, "LONG_SECONDS", limit)
    sink = open_sink(tmp_path / "out.mp4")
    made = trial(Octaves(2, 2.0, 3)).plan_if_long(sink)
    assert (made is not None) == is_long
    assert made is None or made.output_bytes == sink.about_bytes(64 * 48, 10)
    assert trial(Octaves(2, 2.0, 3), frames=None).plan_if_long(sink) is None


def test_a_recipe_is_planned_without_touching_the_output(tmp_path, rng):
    picture = rng.integers(0, 256, (48, 64, 3), dtype=np.uint8)
    (tmp_path / "out.mp4").write_bytes(b"earlier")
    made = plan(Recipe.parse(QUICK), picture, tmp_path / "out.mp4")
    assert (made.size, made.frame_count, made.tiles) == ((64, 48), 3, 1)
    assert made.seconds_per_frame > 0
    assert made.peak_bytes > 2**25
    assert made.output_bytes == open_sink(tmp_path / "out.mp4", overwrite=True).about_bytes(64 * 48, 3)
    assert made.device.endswith("float32")
    assert [path.name for path in tmp_path.iterdir()] == ["out.mp4"]
    assert (tmp_path / "out.mp4").read_bytes() == b"earlier"
    assert plan(Recipe.parse(QUICK), picture).output_bytes is None


def test_a_picture_is_planned_as_one_frame(tmp_path):
    recipe = Recipe.parse({**QUICK, "source": {"size": "64x48"}})
    assert plan(recipe, "noise:64x48", tmp_path / "out.png").frame_count == 1


def test_a_plan_is_made_on_the_threads_that_the_recipe_asks_for():
    recipe = Recipe.parse({**QUICK, "model": {**QUICK["model"], "threads": 3}})
    assert plan(recipe, "noise:64x48").device.endswith(", 3 threads, float32")


def test_without_a_dream_a_frame_takes_as_long_as_it_is_moved(tmp_path, monkeypatch):
    given = []

    def seconds(make, frame):
        given.append((make.carried is not None, frame.index, frame.pixels.shape))
        return 0.25

    monkeypatch.setattr(planning, "_seconds", seconds)
    recipe = Recipe.parse({**QUICK, "dream": {"motion_only": True}, "distort": [{"type": "zoom"}]})
    made = plan(recipe, "noise:64x48", tmp_path / "out.mp4")
    assert given == [(True, 1, (48, 64, 3))]
    assert (made.frame_count, made.total_seconds, made.device) == (3, 0.75, "")
    assert made.output_bytes == open_sink(tmp_path / "out.mp4").about_bytes(64 * 48, 3)
    assert made.peak_bytes > 2**25


@pytest.mark.parametrize(("frames", "lead_in"), [(3, 2), (30, 10), (300, 48)])
def test_the_frames_that_lead_into_a_seamless_film_take_time_and_memory(frames, lead_in):
    made, plain = (
        plan(
            Recipe.parse(QUICK).merge(
                Recipe.parse(
                    {"dream": {"seamless": is_seamless}, "source": {"frames": frames}, "distort": [{"type": "zoom"}]}
                )
            ),
            "noise:64x48",
        )
        for is_seamless in (True, False)
    )
    assert (made.frame_count, made.more_frames, plain.more_frames) == (frames, lead_in, 0)
    assert made.total_seconds == pytest.approx((frames + lead_in) * made.seconds_per_frame)


def test_what_an_earlier_run_has_made_takes_no_time(tmp_path, monkeypatch):
    recipe = Recipe.parse({**QUICK, "source": {"frames": 8, "size": "64x48"}, "sink": {"codec": "ffv1"}})
    monkeypatch.setattr(journal, "_LEAST_SECONDS", 0)
    monkeypatch.setattr(journal, "_MOST_OF_THE_TIME", 1e9)
    whole = Dreamer.__call__

    def fail(dreamer, frame):
        if frame.index == 6:
            raise SourceError("the cable was pulled out")
        return whole(dreamer, frame)

    with monkeypatch.context() as patch:
        patch.setattr(Dreamer, "__call__", fail)
        with pytest.raises(SourceError):
            render(recipe, "noise:64x48", tmp_path / "out.mkv")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    made = plan(recipe, "noise:64x48", tmp_path / "out.mkv", resume=True)
    assert (made.frame_count, made.more_frames) == (8, -Saved.read(tmp_path / "out.part.mkv.state").frames)
    assert made.more_frames < 0
    assert made.total_seconds == (8 + made.more_frames) * made.seconds_per_frame
    assert made.output_bytes == plan(recipe, "noise:64x48", tmp_path / "out.mkv").output_bytes
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    with pytest.raises(UsageError, match=r"belongs to another render: source.frames was 8 and is 9"):
        plan(recipe.merge(Recipe.parse({"source": {"frames": 9}})), "noise:64x48", tmp_path / "out.mkv", resume=True)
    with pytest.raises(UsageError, match="--resume goes on with one film in a file"):
        plan(recipe, "noise:64x48", tmp_path / "out.gif", resume=True)


def test_a_long_render_tells_its_plan_after_the_start_and_is_the_same_film(tmp_path, monkeypatch, read_film, rng):
    monkeypatch.setattr(planning, "LONG_SECONDS", 0)
    picture = rng.integers(0, 256, (48, 64, 3), dtype=np.uint8)
    recipe = Recipe.parse({**QUICK, "sink": {"codec": "ffv1"}})
    records = []
    render(recipe, picture, tmp_path / "told.mkv", records.append)
    render(recipe, picture, tmp_path / "untold.mkv")
    assert [type(record) for record in records[:2]] == [Started, Plan]
    films = (read_film(tmp_path / f"{name}.mkv") for name in ("told", "untold"))
    for (_, told), (_, untold) in zip(*films, strict=True):
        np.testing.assert_array_equal(told, untold)
