"""Brings pixels of every depth and channel count to (H, W, 3) uint8 RGB."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamstream.frame import Pixels

_BAND_PIXELS = 2**20
"""So many are converted at a time, whatever a picture's size: on the way some take ten times as much memory."""


def bgr_to_rgb(pixels: NDArray[Any]) -> Pixels:
    """Return OpenCV's pixels, (H, W) grey, (H, W, 3) BGR or (H, W, 4) BGRA of any depth, as uint8 RGB.

    What is uint8 BGR is changed where it is, for a large picture may not fit into memory twice.
    """
    height, width = pixels.shape[:2]
    is_of_the_size = pixels.dtype == np.uint8 and pixels.shape[2:] == (3,)
    rgb = pixels if is_of_the_size else np.empty((height, width, 3), np.uint8)
    rows = max(1, _BAND_PIXELS // width)
    for top in range(0, height, rows):
        rgb[top : top + rows] = _converted(pixels[top : top + rows])
    return rgb


def _converted(pixels: NDArray[Any]) -> Pixels:
    eight_bits = to_eight_bits(pixels)
    channels = 1 if eight_bits.ndim == 2 else eight_bits.shape[2]
    if channels == 4:
        return over_black(np.asarray(cv2.cvtColor(eight_bits, cv2.COLOR_BGRA2RGBA), np.uint8))
    code = cv2.COLOR_GRAY2RGB if channels == 1 else cv2.COLOR_BGR2RGB
    return np.asarray(cv2.cvtColor(eight_bits, code), np.uint8)


def to_eight_bits(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Return ``pixels`` as uint8: integers by their type's range, floats by 0..1; both rounded and clipped."""
    if pixels.dtype == np.uint8:
        return pixels
    white = np.iinfo(pixels.dtype).max if np.issubdtype(pixels.dtype, np.integer) else 1.0
    scaled = np.nan_to_num(np.clip(pixels.astype(np.float32), 0, white)) * np.float32(255 / white)
    return np.asarray(np.rint(scaled), np.uint8)


def over_black(rgba: NDArray[np.uint8]) -> Pixels:
    """Return (H, W, 4) RGBA, alpha not multiplied in yet, laid over black, as film is composed."""
    mixed = rgba[..., :3] * rgba[..., 3:].astype(np.uint16)
    return ((mixed + 127) // 255).astype(np.uint8)
