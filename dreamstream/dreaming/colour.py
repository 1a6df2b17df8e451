"""Colour lock: the feedback loop's colours are pulled back to a reference picture's.

A dream fed on itself drifts to saturated colours within a few dozen frames. Matching its L*a*b* statistics to a
reference's after every frame keeps a loop alive for hundreds.
"""

from dataclasses import dataclass

import torch

from dreamstream.dreaming import lab_on_device
from dreamstream.dreaming.lab_on_device import DeviceStatistics
from dreamstream.frame import FloatPixels
from dreamstream.gamut import LEAST_DIVISOR
from dreamstream.lab import LabStatistics, transferred

_DEVIATIONS_OF_ROOM = 2.0
"""How many deviations of lightness have to fit between the mean and white or black: what is clipped grows no more."""


@dataclass(frozen=True)
class ColourLock:
    """How strongly, and to how much contrast, colours are locked."""

    strength: float = 0.5
    """0 leaves the colours alone, 1 gives them the reference's mean and deviation."""
    contrast: float = 1.3
    """Factor on the reference's deviation of lightness: dreams carry more contrast than pictures.

    Above 1 it holds as far as there is room: a reference that is bright, or dark, is not stretched into white or black.
    """
    chroma: float = 1.0
    """Factor on the reference's deviation of the two colour channels."""

    def __call__(self, pixels: FloatPixels, reference: LabStatistics) -> FloatPixels:
        """Return float32 RGB (H, W, 3) with its colours moved towards the reference's, within 0..255."""
        return transferred(pixels, reference, self.strength, min(self.contrast, _most(reference)), self.chroma)

    def on_device(self, rgb: torch.Tensor, reference: DeviceStatistics) -> torch.Tensor:
        """Return the same of RGB (3, N) in 0..255 on a device, which is not waited for."""
        contrast = _most_on_device(reference).clamp_max(self.contrast)
        return lab_on_device.transferred(rgb, reference, self.strength, contrast, self.chroma)


def _most(reference: LabStatistics) -> float:
    """Return the largest contrast that a reference has room for, 1 at least."""
    lightness, deviation = float(reference[0][0]), float(reference[1][0])
    room = min(lightness, 100 - lightness) / _DEVIATIONS_OF_ROOM
    return float(max(1.0, room / max(deviation, LEAST_DIVISOR)))


def _most_on_device(reference: DeviceStatistics) -> torch.Tensor:
    lightness, deviation = (each[:1] for each in reference)
    room = torch.minimum(lightness, 100 - lightness) / _DEVIATIONS_OF_ROOM
    return (room / deviation.clamp_min(LEAST_DIVISOR)).clamp_min(1.0)
