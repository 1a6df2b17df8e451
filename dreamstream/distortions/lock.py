"""Colours pulled towards those of a picture, as an effect among others."""

from functools import lru_cache

import numpy as np
from pydantic import Field

from dreamstream.distortions.base import Distortion, Picture, Unit, register
from dreamstream.distortions.levels import within_levels
from dreamstream.distortions.picture import PictureFile, StoredPicture
from dreamstream.frame import Moment
from dreamstream.lab import LabStatistics, lab_statistics, transferred


@register
class ColourLock(Distortion):
    """Give the picture another one's colours: what ``[dream.lock]`` does with the input's."""

    type = "colour-lock"

    reference: PictureFile = Field(description="the picture (path) whose colours are wanted")
    strength: Unit = Field(
        default=0.5, description="0 leaves the colours alone, 1 gives them the reference's L*a*b* mean and deviation"
    )
    contrast: float = Field(default=1.3, gt=0, le=10, description="factor on the reference's deviation of lightness")
    chroma: float = Field(default=1.0, ge=0, le=10, description="factor on the reference's deviation of colour")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` in the reference's colours, within 0..255."""
        wanted = _statistics(self.reference)
        exact = transferred(np.asarray(pixels, np.float32), wanted, self.strength, self.contrast, self.chroma)
        return within_levels(exact, pixels)


@lru_cache(maxsize=8)
def _statistics(picture: StoredPicture) -> LabStatistics:
    return lab_statistics(picture.pixels.astype(np.float32))
