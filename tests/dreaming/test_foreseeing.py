"""What comes next is looked at early, once, and tells the same as looked at late."""

from fractions import Fraction

import cv2
import numpy as np
import pytest

from dreamstream.dreaming import foreseeing
from dreamstream.dreaming.flow import motion
from dreamstream.dreaming.foreseeing import Foreseeing
from dreamstream.frame import Frame


@pytest.fixture
def frames(rng):
    """Six frames, as a camera moves to the right."""
    scene = cv2.resize(rng.integers(0, 256, (12, 20, 3), np.uint8), (130, 64), interpolation=cv2.INTER_CUBIC)
    return [Frame(scene[:, 3 * n : 3 * n + 96].copy(), n, Fraction(n, 25)) for n in range(6)]


@pytest.fixture
def looked(monkeypatch):
    """Note the pairs of pictures that are looked at, by the first one's address."""
    looked = []
    monkeypatch.setattr(foreseeing, "motion", lambda *pair: looked.append(id(pair[0])) or motion(*pair))
    return looked


def test_frames_come_in_order_and_each_pair_has_been_looked_at_once(frames, looked):
    foresee, before = Foreseeing(), None
    for count, frame in enumerate(foresee(frames)):
        assert frame is frames[count]
        if before is not None:
            moved, expected = foresee.motion(before.pixels, frame.pixels), motion(before.pixels, frame.pixels)
            assert np.array_equal(moved.field, expected.field)
            assert np.array_equal(moved.trust, expected.trust)
        before = frame
    assert count == 5
    assert sorted(looked) == sorted(id(frame.pixels) for frame in frames[:-1])


def test_what_was_not_foreseen_is_looked_at_and_what_is_passed_over_does_no_harm(frames, looked):
    foresee = Foreseeing()
    coming = foresee(frames)
    for _ in range(3):
        frame = next(coming)
    # As after a beginning anew: of the first three nobody asked.
    foresee.motion(frame.pixels, next(coming).pixels)
    stranger = frames[0].pixels.copy()
    foresee.motion(stranger, frames[4].pixels)
    assert [frame.index for frame in coming] == [4, 5]
    assert looked.count(id(stranger)) == 1


def test_a_film_of_one_frame_comes_and_one_of_none_ends(frames):
    assert list(Foreseeing()(frames[:1])) == frames[:1]
    assert list(Foreseeing()([])) == []


def test_what_goes_wrong_is_told_to_whoever_asks(frames, monkeypatch):
    def fail(*_):
        raise MemoryError("no room for a flow")

    monkeypatch.setattr(foreseeing, "motion", fail)
    foresee = Foreseeing()
    first, second, *_ = foresee(frames)
    with pytest.raises(MemoryError, match="no room for a flow"):
        foresee.motion(first.pixels, second.pixels)
