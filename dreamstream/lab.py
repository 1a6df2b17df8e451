"""Colours as CIE L*a*b*, and their transfer from one picture to another.

A picture's colours are summed up by the mean and the deviation of each channel of L*a*b*, and given to another picture
by moving and stretching its channels until they have the same (Reinhard et al., "Color Transfer between Images", 2001).
"""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamstream.frame import FloatPixels
from dreamstream.gamut import from_lab

LabStatistics: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Mean and standard deviation of L*, a*, b*, each (3,)."""

FLATTEST = 1.0
"""L*a*b* units, about the least difference that is seen: the deviation of a channel flatter than this, a grey
picture's a* and b*, is rounding, and is not stretched into colour noise."""


def transferred(
    pixels: FloatPixels, reference: LabStatistics, strength: float, contrast: float, chroma: float
) -> FloatPixels:
    """Return float32 RGB (H, W, 3) with its colours moved towards the reference's, within 0..255.

    Colours that RGB does not have are made paler until it has them (``gamut``).

    Args:
        pixels: float32 RGB (H, W, 3).
        reference: the statistics of the picture whose colours are wanted.
        strength: 0 leaves the colours alone, 1 gives them the reference's mean and deviation.
        contrast: factor on the reference's deviation of lightness.
        chroma: factor on the reference's deviation of the two colour channels.
    """
    if strength == 0:
        return np.clip(pixels, 0, 255)
    lab = to_lab(pixels)
    mean, deviation = _statistics(lab)
    wanted_mean, wanted_deviation = reference
    factors = np.array([contrast, chroma, chroma])
    gain = factors * wanted_deviation / np.maximum(deviation, FLATTEST)
    # One affine map per channel: x + strength * ((x - mean) * gain + wanted_mean - x).
    scale = (1 + strength * (gain - 1)).astype(np.float32)
    offset = (strength * (wanted_mean - mean * gain)).astype(np.float32)
    lab *= scale
    lab += offset
    return from_lab(lab)


def lab_statistics(pixels: FloatPixels) -> LabStatistics:
    """Return the mean and deviation of L*, a* and b* of a float32 RGB picture (H, W, 3) in 0..255."""
    return _statistics(to_lab(pixels))


def to_lab(pixels: FloatPixels) -> FloatPixels:
    """Return float32 RGB (H, W, 3) in 0..255 as CIE L*a*b* (L* in 0..100), values beyond the range clipped."""
    shares = pixels / np.float32(255)
    return np.asarray(cv2.cvtColor(np.clip(shares, 0, 1, out=shares), cv2.COLOR_RGB2Lab), np.float32)


def _statistics(lab: FloatPixels) -> LabStatistics:
    mean, deviation = cv2.meanStdDev(lab)
    return np.asarray(mean, np.float64).reshape(3), np.asarray(deviation, np.float64).reshape(3)
