"""Between levels of uint8 and float32 pictures."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamstream.distortions.base import Picture
from dreamstream.frame import FloatPixels, Pixels


def within_levels(exact: NDArray[np.floating[Any]], like: Picture) -> Picture:
    """Return float values within 0..255 in ``like``'s dtype; uint8 is rounded to the nearest level."""
    clipped = np.clip(exact, 0, 255)
    return np.asarray(np.rint(clipped) if like.dtype == np.uint8 else clipped, dtype=like.dtype)


def whole_levels(pixels: NDArray[Any]) -> Pixels:
    """Return the nearest levels, uint8 0..255, of a picture of either dtype."""
    return pixels if pixels.dtype == np.uint8 else np.clip(np.rint(pixels), 0, 255).astype(np.uint8)


def luminance(pixels: NDArray[Any]) -> FloatPixels:
    """Return the luminance (H, W) of an RGB picture, float32 0..255, with BT.601's weights."""
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(pixels, np.float32), cv2.COLOR_RGB2GRAY), np.float32)
