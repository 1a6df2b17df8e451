"""Tells from two frames whether a new scene begins with the second one."""

from typing import TypeAlias

import cv2
import numpy as np

from dreamstream.dreaming.flow import Motion
from dreamstream.frame import Pixels

Changes: TypeAlias = tuple[float, ...]
"""By how much each of the last frames, at most four, differed from the one before it, grey levels."""

_LONGEST_SIDE = 64
"""Pixels to which pictures are shrunk, so that neither noise nor small things that move count."""
_REMEMBERED = 4
_LEAST_CHANGE = 10.0
_LEAST_RATIO = 1.5
"""Change of a cut over the mean of the frames before it: in fast motion every frame differs much from the last."""
_MOST_LIKENESS = 0.65
"""Correlation of light and dark: a flash changes every value, yet things are where their motion has brought them."""

_FLAT = 1.0
"""Product of two deviations, grey levels squared."""


def scene_change(before: Pixels, now: Pixels, moved: Motion, changes: Changes) -> tuple[bool, Changes]:
    """Tell whether a scene begins with ``now``, and return the changes for the next call.

    The frames are (H, W, 3) uint8 RGB, ``moved`` the motion between them. A cut is, as for PySceneDetect's adaptive
    detector, a mean difference in hue, saturation and value that stands out from those of the frames around it, here of
    the frames before it, for nothing is known of those to come; and no motion explains it.
    """
    change = _difference(_shrunk(before), _shrunk(now))
    usual = sum(changes) / len(changes) if changes else 0.0
    is_cut = False
    if change >= max(_LEAST_CHANGE, _LEAST_RATIO * usual):
        explained = np.clip(moved.warped(before.astype(np.float32)), 0, 255).astype(np.uint8)
        is_cut = _likeness(_shrunk(explained), _shrunk(now)) < _MOST_LIKENESS
    return is_cut, (*changes, change)[-_REMEMBERED:]


def _shrunk(pixels: Pixels) -> Pixels:
    height, width, _ = pixels.shape
    factor = min(1, _LONGEST_SIDE / max(height, width))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _difference(one: Pixels, two: Pixels) -> float:
    first, second = (np.asarray(cv2.cvtColor(each, cv2.COLOR_RGB2HSV), np.int16) for each in (one, two))
    difference = np.abs(first - second)
    # Hue is a circle of 180 steps.
    difference[..., 0] = np.minimum(difference[..., 0], 180 - difference[..., 0])
    return float(difference.mean())


def _likeness(one: Pixels, two: Pixels) -> float:
    """Return the correlation of two pictures' luma, -1..1; 0 where one is flat, for that has no light and dark."""
    first, second = (np.asarray(cv2.cvtColor(each, cv2.COLOR_RGB2GRAY), np.float64) for each in (one, two))
    spread = float(first.std() * second.std())
    return float(((first - first.mean()) * (second - second.mean())).mean()) / spread if spread > _FLAT else 0.0
