"""Colour lock: the feedback loop's colours are pulled back to a reference picture's.

A dream fed on itself drifts to saturated colours within a few dozen frames. Matching its L*a*b* statistics to a
reference's after every frame keeps a loop alive for hundreds.
"""

from dataclasses import dataclass

from dreamstream.frame import FloatPixels
from dreamstream.lab import LabStatistics, transferred


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
        return transferred(pixels, reference, self.strength, self.contrast, self.chroma)
