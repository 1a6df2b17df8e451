"""Sequences with cuts, and such that change as much without one."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from dreamstream.dreaming.flow import motion
from dreamstream.dreaming.scene import scene_change


def panorama(seed, darkest, lightest):
    spots = np.random.default_rng(seed).uniform(darkest, lightest, (8, 80, 3))
    return np.uint8(np.clip(cv2.resize(spots, (960, 96), interpolation=cv2.INTER_CUBIC), 0, 255))


HERE, THERE = panorama(0, (20, 40, 90), (200, 180, 255)), panorama(1, (90, 60, 10), (255, 220, 160))


def pan(place, frames=12, step=6):
    return [place[:, step * frame : step * frame + 160] for frame in range(frames)]


def cuts(frames):
    """Return the numbers of the frames with which a scene begins."""
    found, changes = [], ()
    for index in range(1, len(frames)):
        before, now = frames[index - 1 : index + 1]
        is_cut, changes = scene_change(before, now, motion(before, now), changes)
        if is_cut:
            found.append(index)
    return found


def lit(frame, gain):
    return np.uint8(np.clip(frame * gain, 0, 255))


def test_a_hard_cut_between_two_clips_is_found_where_it_is():
    assert cuts(pan(HERE) + pan(THERE) + pan(HERE, 3)) == [12, 24]


def test_unrelated_pictures_one_after_the_other_are_no_scenes():
    noise = [np.random.default_rng(index).integers(0, 256, (96, 160, 3), np.uint8) for index in range(9)]
    assert cuts(pan(HERE, 6) + noise) == [6]


def test_a_picture_after_black_begins_a_scene():
    assert cuts([np.zeros_like(HERE[:, :160])] * 3 + pan(THERE)) == [3]


@pytest.mark.parametrize("gain", [0.4, 1.8])
def test_a_flash_is_no_cut(gain):
    frames = pan(HERE, 16)
    frames[7:9] = [lit(frame, gain) for frame in frames[7:9]]
    assert cuts(frames) == []


def test_fast_motion_is_no_cut():
    assert cuts(pan(HERE, 4, 1) + pan(HERE[:, 3:], 20, 16)) == []


def test_a_fade_is_no_cut():
    ends = HERE[:, :160].astype(np.float32), THERE[:, :160].astype(np.float32)
    assert cuts([np.uint8(ends[0] * (1 - share) + ends[1] * share) for share in np.linspace(0, 1, 24)]) == []


def test_only_the_last_frames_are_remembered():
    changes = ()
    for before, now in pairwise(pan(HERE, 9)):
        _, changes = scene_change(before, now, motion(before, now), changes)
    assert len(changes) == 4
    assert all(isinstance(change, float) for change in changes)
