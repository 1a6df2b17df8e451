"""A guide shows what it shows at the moment it is asked for."""

from fractions import Fraction

import cv2
import numpy as np
import pytest

from dreamstream.errors import SourceError
from dreamstream.frame import Moment
from dreamstream.sources.following import Following


def at(seconds):
    return Moment(0, Fraction(seconds))


@pytest.fixture
def clip(make_video):
    """Three frames of the greys 10, 20 and 30 at 0, 0.04 and 0.08 seconds, which end at 0.12."""
    return make_video(pictures=[np.full((48, 64, 3), level, np.uint8) for level in (10, 20, 30)])


def levels(following, *seconds):
    return [int(following(at(each)).mean()) for each in seconds]


def test_the_frame_of_the_same_time_is_shown_and_the_last_one_stays(clip):
    following = Following(clip)
    assert levels(following, 0, "0.03", "0.04", "0.07", "0.09", "0.12", 5) == [10, 10, 20, 20, 30, 30, 30]


def test_in_a_loop_the_first_comes_after_the_last(clip):
    following = Following(clip, is_loop=True)
    assert levels(following, 0, "0.08", "0.119", "0.12", "0.17", "0.22", "0.24") == [10, 30, 30, 10, 20, 30, 10]
    # However much time was passed over, and backwards, too.
    assert levels(following, "1200.05", "1200.09", "0.05", "0.13") == [20, 30, 20, 10]


def test_an_earlier_moment_begins_anew(clip):
    assert levels(Following(clip), "0.08", "0.04", 0) == [30, 20, 10]


def test_the_same_array_is_shown_until_the_frame_changes(clip):
    following = Following(clip)
    first = following(at(0))
    assert (first.shape, first.dtype) == ((48, 64, 3), np.float32)
    assert following(at("0.03")) is first
    assert following(at("0.04")) is not first


@pytest.mark.parametrize("is_loop", [False, True])
def test_a_picture_is_always_itself_at_the_size_of_a_still(tmp_path, is_loop):
    path = tmp_path / "picture.png"
    cv2.imwrite(str(path), np.full((200, 1280, 3), 9, np.uint8))
    following = Following(path, is_loop=is_loop)
    first = following(at(0))
    assert (first.shape, first.max()) == ((100, 640, 3), 9)
    assert following(at(1000)) is first
    assert following(at(0)) is first


def test_it_can_be_closed_twice_and_what_is_not_there_is_refused(clip, tmp_path):
    following = Following(clip)
    following.close()
    following.close()
    with pytest.raises(SourceError, match="no such file"):
        Following(tmp_path / "missing.mp4")
