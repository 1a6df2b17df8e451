"""From a preset's distortions to the next one's, little by little."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from dreamstream.frame import Distort, FloatPixels, Moment

CROSSING_SECONDS = 1
"""For so long a preset's distortions are mixed with those before them."""


@dataclass(frozen=True)
class Crossing:
    """Leads from some distortions to those that hold."""

    old: Distort
    began_seconds: Fraction

    def is_over(self, moment: Moment) -> bool:
        """Tell whether nothing is left of the old ones."""
        return self._share(moment) >= 1

    def mixed(self, new: Distort, moment: Moment) -> Distort:
        """Return the old and the ``new`` distortions in the proportion of this moment, before it is over."""
        share, old = self._share(moment), self.old

        def distort(pixels: FloatPixels, moment: Moment) -> FloatPixels:
            return np.float32(1 - share) * old(pixels, moment) + np.float32(share) * new(pixels, moment)

        return distort

    def _share(self, moment: Moment) -> float:
        """Return how much of the new ones there is, 0..1 and beyond."""
        return float(moment.pts_seconds - self.began_seconds) / CROSSING_SECONDS
