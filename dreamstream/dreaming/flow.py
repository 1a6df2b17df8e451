"""How the picture moved from one frame to the next, and what of it can be believed."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamstream.frame import FloatPixels, Pixels

Field: TypeAlias = NDArray[np.float32]
"""(H, W, 2) float32: how far right and down, in pixels, from each pixel to the same thing in another picture."""

Grey: TypeAlias = NDArray[np.uint8]
"""(H, W)."""

Trust: TypeAlias = NDArray[np.float32]
"""(H, W) float32, 0..1."""

_SHORTEST_SIDE, _LONGEST_SIDE = 48, 1280
"""Pixels between which the sides of the pictures lie that are compared. Larger ones are shrunk: what is carried is a
dream, whose forms are larger than that. Smaller ones are stretched: on them OpenCV's search fails, or even crashes."""
_ALIKE = 5.0
"""Grey levels, about twice a camera's noise: what differs by less looks the same."""
_AROUND, _MOST_STRETCH = 15, 0.25
"""A thing keeps its shape where the flow differs from its mean over so many pixels by less than that, squared."""
_SEAM = 5
"""Pixels over which likeness is averaged, and trust turns to distrust, so that no edge shows."""


@dataclass(frozen=True, eq=False)
class Motion:
    """Where everything in a picture was in the picture before."""

    field: Field
    """From each pixel to its place in the picture before."""
    trust: Trust
    """1 where what is seen was seen before, 0 where it has come into the picture or out from behind something."""

    def warped(self, before: FloatPixels) -> FloatPixels:
        """Return float32 (H, W, C) of the picture before as it has moved to this one."""
        # Linear, because OpenCV's cubic kernel overshoots: what is warped again and again would grow ever sharper.
        # Detail that this loses can't be kept steady; what the dream needs of it, the steps bring back.
        warped = cv2.remap(before, *self.places, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(warped, np.float32)

    @cached_property
    def places(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the column and row in the picture before of each pixel, each (H, W)."""
        rows, columns = np.indices(self.trust.shape, np.float32)
        return columns + self.field[..., 0], rows + self.field[..., 1]


def motion(before: Pixels, now: Pixels) -> Motion:
    """Return how two pictures (H, W, 3) of one size follow on each other.

    It is dense inverse search (Kroeger et al., "Fast Optical Flow using Dense Inverse Search", 2016) on grey pictures
    of at most 1280 pixels, backwards by OpenCV's medium preset, forwards roughly. It is trusted where the two ways lead
    back to the same place (the measure is that of Sundaram, Brox and Keutzer, "Dense point trajectories by
    GPU-accelerated large displacement optical flow", 2010), and where both places look the same unless it stretches
    there: in a plain sky any way is as good as another, on a plain thing that moves it would draw the dream out.
    """
    height, width, _ = now.shape
    one, two = _grey(before), _grey(now)
    backwards = _found(cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM), two, one)
    trust = _trust(one, two, backwards, _found(_rough_search(), one, two))
    if trust.shape != (height, width):
        scale = np.array((width / trust.shape[1], height / trust.shape[0]), np.float32)
        backwards = np.asarray(cv2.resize(backwards, (width, height)), np.float32) * scale
        trust = np.asarray(cv2.resize(trust, (width, height)), np.float32)
    return Motion(backwards, trust)


def _found(search: cv2.DISOpticalFlow, origin: Grey, target: Grey) -> Field:
    # None is a flow to begin with, which OpenCV's stubs don't know.
    return np.asarray(search.calc(origin, target, None), np.float32)  # type: ignore[call-overload]


def _rough_search() -> cv2.DISOpticalFlow:
    """Return what takes two fifths of the time, and still sees things as small as the other does."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    search.setFinestScale(1)
    search.setVariationalRefinementIterations(0)
    return search


def _grey(pixels: Pixels) -> Grey:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    factor = min(1, _LONGEST_SIDE / max(grey.shape))
    height, width = (max(_SHORTEST_SIDE, round(side * factor)) for side in grey.shape)
    interpolation = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, (width, height), interpolation=interpolation), np.uint8)


def _trust(before: Grey, now: Grey, backwards: Field, forwards: Field) -> Trust:
    height, width = now.shape
    everywhere = Motion(backwards, np.ones((height, width), np.float32))
    back_again = everywhere.warped(forwards)
    lengths = _squared(backwards) + _squared(back_again)
    returns = _squared(backwards + back_again) < 0.01 * lengths + 1.0
    x, y = everywhere.places
    come_from = cv2.remap(before, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    is_alike = cv2.blur(cv2.absdiff(now, come_from), (_SEAM, _SEAM)) < _ALIKE
    is_rigid = _squared(backwards - cv2.blur(backwards, (_AROUND, _AROUND))) < _MOST_STRETCH
    is_inside = (x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1)
    is_trusted = (returns | (is_alike & is_rigid)) & is_inside
    return np.asarray(cv2.blur(is_trusted.astype(np.float32), (_SEAM, _SEAM)), np.float32)


def _squared(field: Field) -> NDArray[np.float32]:
    """Return the squared length of each arrow, (H, W)."""
    return field[..., 0] * field[..., 0] + field[..., 1] * field[..., 1]
