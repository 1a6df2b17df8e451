"""Colour lock: the feedback loop's colours are pulled back to a reference picture's.

A dream fed on itself drifts to saturated colours within a few dozen frames. Matching the mean and the deviation
of each CIE L*a*b* channel to a reference after every frame (the transfer of Reinhard et al., 2001) keeps a loop
alive for hundreds.
"""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamstream.frame import FloatPixels

LabStatistics: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Mean and standard deviation of L*, a*, b*, each (3,)."""


_FLATTEST = 1.0
"""L*a*b* units, about the least difference that is seen: the deviation of a channel flatter than this, a grey
picture's a* and b*, is rounding, and is not stretched into colour noise."""


@dataclass(frozen=True)
class ColourLock:
    """How strongly, and to how much contrast, colours are locked."""

    strength: float = 0.5
    """0 leaves the colours alone, 1 gives them the reference's mean and deviation."""
    contrast: float = 1.3
    """Factor on the reference's deviation of lightness: dreams carry more contrast than pictures."""
    chroma: float = 1.0
    """Factor on the reference's deviation of the two colour channels."""

    def __call__(self, pixels: FloatPixels, reference: LabStatistics) -> FloatPixels:
        """Return float32 RGB (H, W, 3) with its colours moved towards the reference's, within 0..255."""
        lab = to_lab(pixels)
        mean, deviation = _statistics(lab)
        wanted_mean, wanted_deviation = reference
        factors = np.array([self.contrast, self.chroma, self.chroma])
        gain = factors * wanted_deviation / np.maximum(deviation, _FLATTEST)
        # One affine map per channel: x + strength * ((x - mean) * gain + wanted_mean - x).
        scale = (1 + self.strength * (gain - 1)).astype(np.float32)
        offset = (self.strength * (wanted_mean - mean * gain)).astype(np.float32)
        return from_lab(lab * scale + offset)


def lab_statistics(pixels: FloatPixels) -> LabStatistics:
    """Return the mean and deviation of L*, a* and b* of a float32 RGB picture (H, W, 3) in 0..255."""
    return _statistics(to_lab(pixels))


def to_lab(pixels: FloatPixels) -> FloatPixels:
    """Return float32 RGB (H, W, 3) in 0..255 as CIE L*a*b* (L* in 0..100), values beyond the range clipped."""
    return np.asarray(cv2.cvtColor(np.clip(pixels / np.float32(255), 0, 1), cv2.COLOR_RGB2Lab), np.float32)


def from_lab(lab: FloatPixels) -> FloatPixels:
    """Return CIE L*a*b* as float32 RGB (H, W, 3), clipped to 0..255."""
    rgb = np.asarray(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), np.float32)
    scaled: FloatPixels = rgb * np.float32(255)
    return scaled.clip(0, 255)


def _statistics(lab: FloatPixels) -> LabStatistics:
    mean, deviation = cv2.meanStdDev(lab)
    return np.asarray(mean, np.float64).reshape(3), np.asarray(deviation, np.float64).reshape(3)
