"""Dreams that are led side by side end where each would end alone, however many there are."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dreamstream.dreaming import (
    ColourLock,
    Dreamer,
    DreamSettings,
    Evolution,
    Guided,
    Octaves,
    Shaping,
    StillPicture,
    Target,
    TiledNetwork,
)
from dreamstream.dreaming import tile_size as room
from dreamstream.dreaming.ascent import Ascent
from dreamstream.dreaming.objectives import L2, Goal
from dreamstream.dreaming.octaves import climbing
from dreamstream.dreaming.together import Together
from dreamstream.errors import ModelError, OutOfMemoryError, Stopped
from dreamstream.frame import Frame
from dreamstream.network import Network
from dreamstream.schedule import Cycle, ScheduledNumber, joined, parse_schedule

END = "mix/output"
ONCE = Octaves(2, 1.4, 1)


def frames(count, size=(24, 30)):
    noise = np.random.default_rng(5).integers(30, 220, (count, *size, 3), np.uint8)
    return [Frame(pixels, index, Fraction(index, 25)) for index, pixels in enumerate(noise)]


def dreamer(network, should_stop=lambda: False, **changed):
    usual = {"targets": Cycle((Target(END),), 1), "octaves": ONCE, "jitter": 5, "blend": 1.0}
    return Dreamer(network, DreamSettings(**usual | changed), lambda pixels, _: pixels * np.float32(0.9), should_stop)


@pytest.fixture
def runs(small_network, monkeypatch):
    """How many pictures each run of the small network is of."""
    counts = []
    differentiate = Network.differentiate

    def counted(network, data, *goal):
        counts.append(len(data))
        return differentiate(network, data, *goal)

    monkeypatch.setattr(Network, "differentiate", counted)
    return counts


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(1, 5), most=st.integers(1, 6), seed=st.integers(0, 99))
def test_one_step_is_the_same_for_any_number_of_pictures(small_network, count, most, seed):
    pictures = np.random.default_rng(seed).uniform(0, 255, (count, 16, 20, 3)).astype(np.float32)

    def dream(number):
        shift = np.random.default_rng((seed, number)).integers(-9, 10, 2).tolist()
        ascent = Ascent(small_network, (Goal(END, L2()),), 1.5, clip=True)
        return climbing(ascent, pictures[number], Octaves(1, iterations=1), lambda *_: shift)

    side_by_side = Together(small_network, most * 16 * 20)([dream(number) for number in range(count)])
    for number, dreamed in enumerate(side_by_side):
        (alone,) = Together(small_network)([dream(number)])
        assert np.abs(dreamed - alone).max() < 1e-3


def steps(text, kind=float):
    return ScheduledNumber("number", parse_schedule(text), kind, lambda _: None)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"targets": Cycle((Target("norm1"), Target(END, random_channels=3)), 2)},
        {"targets": Cycle((Target(END, (3, 30)) - 0.5 * Target("conv1"),), 1)},
        {"octaves": joined(Octaves, steps("1 + f", int), 1.4, steps("2 - f/2", int))},
        {"step_size": steps("1 - f"), "jitter": steps("f*4", int)},
        {"mask": np.tri(12, dtype=np.float32), "shaping": Shaping(0.1, 0.1, 2), "lock": ColourLock()},
        {"targets": Cycle((1 * Guided("a", END),), 1), "guides": {"a": StillPicture(np.full((9, 14, 3), 99, "f4"))}},
    ],
    ids="+".join,
)
def test_whatever_is_set_each_frame_has_its_own(small_network, changed):
    whole = dreamer(small_network, **changed)
    together = Together(small_network)([whole.dreaming(frame) for frame in frames(3)])
    for ours, frame in zip(together, frames(3), strict=True):
        alone = dreamer(small_network, **changed)(frame)
        assert (ours.index, ours.pts_seconds) == (frame.index, frame.pts_seconds)
        # A value in the middle between two levels may be rounded either way.
        assert np.abs(ours.pixels.astype(int) - alone.pixels).max() <= 1
        assert np.mean(ours.pixels != alone.pixels) < 0.01


def test_so_many_run_at_once_as_pixels_may_be(small_network, runs):
    whole = dreamer(small_network)
    Together(small_network, 2 * 24 * 30)([whole.dreaming(frame) for frame in frames(5)])
    # At 17x21 pixels all four that are the most, and then the last; at the full size two by two.
    assert runs == [4, 1, 2, 2, 1]


def test_frames_of_other_sizes_or_layers_run_by_themselves(small_network, runs):
    whole = dreamer(small_network, octaves=Octaves(1, iterations=1), targets=Cycle((Target("conv1"), Target(END)), 2))
    mixed = [*frames(4), *frames(2, (24, 24))]
    Together(small_network)([whole.dreaming(frame) for frame in mixed])
    assert sorted(runs) == [2, 2, 2]


def test_a_network_that_mixes_pictures_gets_one_after_the_other(small_network, runs, monkeypatch):
    monkeypatch.setattr("dreamstream.network.network.keeps_apart", lambda *_: False)
    whole = dreamer(small_network)
    Together(small_network)([whole.dreaming(frame) for frame in frames(3)])
    assert runs == [1] * 6


def test_pictures_in_tiles_are_taken_one_by_one(small_network, runs):
    tiled = TiledNetwork(small_network, 16)
    assert tiled.tiling((1, 3, 24, 30), (END,)) is not None
    whole = dreamer(tiled)
    Together(tiled)([whole.dreaming(frame) for frame in frames(2)])
    assert set(runs) == {1}


def test_of_more_pictures_than_there_is_memory_for_fewer_run_at_once(small_network, runs, monkeypatch):
    tiled = TiledNetwork(small_network)
    free = tiled.step_bytes((2, 3, 24, 30), (END,)) / room._SHARE
    monkeypatch.setattr(room, "free_bytes", lambda _: free)
    whole = dreamer(tiled, octaves=Octaves(1, iterations=1))
    Together(tiled)([whole.dreaming(frame) for frame in frames(4)])
    assert runs == [2, 2]


def test_what_turns_out_too_much_is_tried_once(small_network, monkeypatch):
    tried = []
    differentiate = Network.differentiate

    def scarce(network, data, *goal):
        tried.append(len(data))
        if len(data) > 2:
            raise OutOfMemoryError("too large")
        return differentiate(network, data, *goal)

    monkeypatch.setattr(Network, "differentiate", scarce)
    whole = dreamer(small_network, octaves=Octaves(1, iterations=2))
    Together(small_network)([whole.dreaming(frame) for frame in frames(4)])
    assert tried == [4, 2, 2, 2, 2]


def test_what_ends_one_ends_all(small_network):
    asked = []
    stopped = dreamer(small_network, lambda: len(asked) > 2 or asked.append(0))
    with pytest.raises(Stopped):
        Together(small_network)([stopped.dreaming(frame) for frame in frames(2)])
    with pytest.raises(ModelError, match="the picture is too small"):
        Together(small_network)([dreamer(small_network).dreaming(frame) for frame in frames(2, (2, 2))])


def test_only_frames_that_have_nothing_of_each_other_are_independent(small_network):
    assert dreamer(small_network).settings.is_independent
    for changed in ({"blend": 0.5}, {"blend": steps("1")}, {"evolution": Evolution((1 * Target(END),))}):
        assert not dreamer(small_network, **changed).settings.is_independent
