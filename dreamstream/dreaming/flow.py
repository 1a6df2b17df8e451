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

Trust: TypeAlias = NDArray[np.float32]
"""(H, W) float32, 0..1."""

_SHORTEST_SIDE, _LONGEST_SIDE = 48, 360
"""Pixels between which the sides of the pictures lie that are compared. Larger ones are shrunk: what is carried is a
dream, whose forms are larger than that. Smaller ones are stretched: on them OpenCV's search fails, or even crashes."""
_SEAM = 5
"""Pixels over which trust turns to distrust, so that no edge shows."""


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

    It is dense inverse search (Kroeger et al., "Fast Optical Flow using Dense Inverse Search", 2016), forwards and
    backwards on grey pictures of at most 360 pixels. Where the two ways don't lead back to the same place, nothing is
    trusted (the measure is that of Sundaram, Brox and Keutzer, "Dense point trajectories by GPU-accelerated large
    displacement optical flow", 2010).
    """
    height, width, _ = now.shape
    one, two = _grey(before), _grey(now)
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    # None is a flow to begin with, which OpenCV's stubs don't know.
    backwards = np.asarray(search.calc(two, one, None), np.float32)  # type: ignore[call-overload]
    forwards = np.asarray(search.calc(one, two, None), np.float32)  # type: ignore[call-overload]
    trust = _trust(backwards, forwards)
    if trust.shape != (height, width):
        scale = np.array((width / trust.shape[1], height / trust.shape[0]), np.float32)
        backwards = np.asarray(cv2.resize(backwards, (width, height)), np.float32) * scale
        trust = np.asarray(cv2.resize(trust, (width, height)), np.float32)
    return Motion(backwards, trust)


def _grey(pixels: Pixels) -> NDArray[np.uint8]:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    factor = min(1, _LONGEST_SIDE / max(grey.shape))
    height, width = (max(_SHORTEST_SIDE, round(side * factor)) for side in grey.shape)
    interpolation = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, (width, height), interpolation=interpolation), np.uint8)


def _trust(backwards: Field, forwards: Field) -> Trust:
    height, width, _ = backwards.shape
    everywhere = Motion(backwards, np.ones((height, width), np.float32))
    back_again = everywhere.warped(forwards)
    lengths = np.square(backwards).sum(2) + np.square(back_again).sum(2)
    is_trusted = np.square(backwards + back_again).sum(2) < 0.01 * lengths + 1.0
    x, y = everywhere.places
    is_trusted &= (x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1)
    return np.asarray(cv2.blur(is_trusted.astype(np.float32), (_SEAM, _SEAM)), np.float32)
