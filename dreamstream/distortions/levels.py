"""Between levels of uint8 and float32 pictures."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamstream.distortions.base import Picture
from dreamstream.frame import FloatPixels, Pixels


def within_levels(exact: NDArray[np.float32], like: Picture) -> Picture:
    """Return float32 values within 0..255 in ``like``'s dtype; uint8 is rounded to the nearest level.

    ``exact`` is written to: a picture's worth of memory less, which is most of the time this takes.
    """
    return nearest_levels(np.clip(exact, 0, 255, out=exact), like)


def nearest_levels(exact: NDArray[np.float32], like: Picture) -> Picture:
    """Return float32 values in ``like``'s dtype: for uint8 they lie within 0..255 and are rounded; written to."""
    if like.dtype == np.uint8:
        np.rint(exact, out=exact)
    return np.asarray(exact, dtype=like.dtype)


def whole_levels(pixels: NDArray[Any]) -> Pixels:
    """Return the nearest levels, uint8 0..255, of a picture of either dtype."""
    if pixels.dtype == np.uint8:
        return pixels
    nearest = np.rint(pixels)
    return np.asarray(np.clip(nearest, 0, 255, out=nearest), dtype=np.uint8)


def luminance(pixels: NDArray[Any]) -> FloatPixels:
    """Return the luminance (H, W) of an RGB picture, float32 0..255, with BT.601's weights."""
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(pixels, np.float32), cv2.COLOR_RGB2GRAY), np.float32)


def looked_up(pixels: Picture, table: NDArray[np.generic]) -> Picture:
    """Return ``table[level]`` for every level of ``pixels``, float ones taken to the nearest; 256 entries."""
    return np.asarray(cv2.LUT(whole_levels(pixels), table.astype(np.uint8)), dtype=pixels.dtype)
