"""Colour lock: the feedback loop's colours are pulled back to a reference picture's.

A dream fed on itself drifts to saturated colours within a few dozen frames. Matching its L*a*b* statistics to a
reference's after every frame keeps a loop alive for hundreds.
"""

from dataclasses import dataclass

from dreamstream.frame import FloatPixels
from dreamstream.lab import LabStatistics, transferred

_DEVIATIONS_OF_ROOM = 2.0
"""How many deviations of lightness have to fit between the mean and white or black: what is clipped grows no more."""

_FLATTEST = 1e-6
"""The least deviation that is divided by."""


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


def _most(reference: LabStatistics) -> float:
    """Return the largest contrast that a reference has room for, 1 at least."""
    lightness, deviation = float(reference[0][0]), float(reference[1][0])
    room = min(lightness, 100 - lightness) / _DEVIATIONS_OF_ROOM
    return float(max(1.0, room / max(deviation, _FLATTEST)))
