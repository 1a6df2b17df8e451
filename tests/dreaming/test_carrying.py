"""What a frame's dream starts from, in videos that stand still, move, uncover things and are cut."""

import pickle

import cv2
import numpy as np
import pytest

from dreamstream.dreaming.carrying import Beginning, LastDream, beginning
from dreamstream.frame import Moment

SIZE = (64, 96, 3)


@pytest.fixture
def whole(rng):
    return cv2.resize(rng.integers(40, 210, (12, 18, 3), np.uint8), (144, 96), interpolation=cv2.INTER_CUBIC)


@pytest.fixture
def frame(whole):
    return whole[16:80, 24:120].copy()


@pytest.fixture
def dreamt(frame, rng):
    """The last dream of a still video: soft spots of the network's, over a change that is not the network's."""
    spots = cv2.resize(rng.uniform(-30, 30, (8, 12, 3)), SIZE[1::-1], interpolation=cv2.INTER_CUBIC).astype(np.float32)
    return LastDream(frame, frame + spots + np.float32(5), spots, np.ones(SIZE[:2], np.float32), Moment(3), ())


def same(pixels, _moment):
    return pixels


def brighter(pixels, _moment):
    return pixels + np.float32(10)


def mirrored(pixels, _moment):
    return pixels[:, ::-1]


def start(last, incoming, distort=same, blend=0.0, strength=1.0):
    return beginning(last, incoming, distort, blend, strength)


def test_the_first_frame_and_one_at_blend_1_are_dreamed_on_alone(frame, dreamt):
    for begun in (start(None, frame, brighter), start(dreamt, frame, brighter, blend=1.0)):
        assert np.array_equal(begun.picture, frame)
        assert begun.picture.dtype == np.float32
        assert not begun.is_carried


@pytest.mark.parametrize("distort", [same, brighter, mirrored])
@pytest.mark.parametrize("blend", [0.0, 0.25])
def test_where_nothing_moves_the_distorted_last_dream_is_mixed_with_the_frame(frame, dreamt, distort, blend):
    begun = start(dreamt, frame, distort, blend)
    carried = distort(dreamt.dreamed, None)
    assert begun.is_carried
    assert np.allclose(begun.picture, blend * frame + (1 - blend) * carried, atol=0.01)


def test_a_distortion_is_told_the_moment_of_what_it_distorts(frame, dreamt):
    moments = []
    start(dreamt, frame, lambda pixels, moment: moments.append(moment) or pixels)
    assert set(moments) == {Moment(3)}


def test_the_dream_moves_with_what_it_is_on(whole, frame, dreamt):
    begun = start(dreamt, whole[16:80, 29:125])
    carried = begun.picture - whole[16:80, 29:125]
    expected = (dreamt.dreamed - frame)[:, 5:]
    assert np.abs(carried[8:-8, 8:-13] - expected[8:-8, 8:-8]).mean() < 0.2 * np.abs(expected).mean()


def test_light_that_changes_is_the_videos_own(frame, dreamt):
    brightened = frame + np.uint8(12)
    assert np.abs(start(dreamt, brightened).picture - (dreamt.dreamed + 12)).mean() < 1


def test_what_comes_into_sight_is_the_frame_itself_and_catches_up_at_all_sizes(whole, frame, dreamt):
    begun = start(dreamt, whole[16:80, 36:132], strength=0.25)
    assert np.abs(begun.picture[8:-8, -6:] - whole[24:72, 126:132]).mean() < 1
    whole_size, smaller = begun.reach(0.25)
    assert whole_size[8:-8, -6:].mean() > 1.8
    assert smaller[8:-8, -6:].mean() > 1.8
    assert 0.25 <= whole_size[8:-8, 20:60].mean() < 0.3
    assert smaller[8:-8, 20:60].mean() < 0.05


@pytest.mark.parametrize(("strength", "longest"), [(1.0, 1.0), (0.25, 2.0), (0.0, 10.0)])
def test_what_is_new_makes_up_for_few_steps_by_long_ones(frame, strength, longest):
    new = Beginning(frame.astype(np.float32), True, None, np.zeros(SIZE[:2], np.float32))
    assert all(np.allclose(reach, longest) for reach in new.reach(strength))


def test_a_pan_brings_much_that_is_new_and_a_little_at_an_edge_is_not(whole, frame, dreamt):
    assert not start(dreamt, frame).has_new
    assert not start(dreamt, whole[16:80, 25:121]).has_new
    assert start(dreamt, whole[16:80, 36:132]).has_new


def test_nothing_is_carried_over_a_cut(frame, dreamt, rng):
    elsewhere = cv2.resize(rng.integers(0, 255, (4, 6, 3), np.uint8), SIZE[1::-1])
    begun = start(dreamt, elsewhere, brighter)
    assert np.array_equal(begun.picture, elsewhere)
    assert not begun.is_carried


@pytest.mark.parametrize("blend", [0.2, 0.5, 0.9])
def test_of_the_networks_part_no_more_is_lost_than_a_frame_adds(frame, dreamt, blend):
    begun = start(dreamt, frame, blend=blend, strength=0.25)
    kept = (1 - 0.25**2 / 4) * dreamt.dreamed_part
    assert np.allclose(begun.dreamed_part, kept, atol=0.01)
    assert np.allclose(begun.picture, frame + kept + (1 - blend) * 5, atol=0.01)


def test_what_the_network_adds_is_its_part_the_colour_lock_is_not(frame, dreamt):
    begun = start(dreamt, frame, blend=0.5, strength=0.25)
    locked = np.full(SIZE, 7, np.float32)
    last = begun.dreamed(frame, begun.picture + 3, locked, Moment(4))
    assert np.allclose(last.dreamed_part, begun.dreamed_part + 3, atol=0.01)
    assert last.dreamed is locked
    assert last.moment == Moment(4)


def test_a_dream_from_scratch_is_deep_and_one_that_catches_up_is_so_almost_at_once(frame):
    scratch = Beginning(frame.astype(np.float32))
    assert scratch.reach(0.25) is None
    first = scratch.dreamed(frame, scratch.picture + 1, scratch.picture, Moment(0))
    assert (first.depth == 1).all()
    assert (first.dreamed_part == 1).all()
    half = Beginning(scratch.picture, True, scratch.picture, np.full(SIZE[:2], 0.5, np.float32))
    assert np.allclose(half.dreamed(frame, scratch.picture, scratch.picture, Moment(1)).depth, 0.95)


def test_what_passes_on_can_be_stored(frame, dreamt):
    stored = pickle.loads(pickle.dumps(dreamt))
    assert np.array_equal(start(stored, frame, blend=0.5).picture, start(dreamt, frame, blend=0.5).picture)
