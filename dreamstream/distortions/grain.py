"""Noise, erosion and dilation: the picture made rough, or its light and dark patches grown."""

from typing import ClassVar, Literal

import cv2
import numpy as np
from pydantic import Field

from dreamstream.distortions.base import Distortion, Picture, Unit, register
from dreamstream.distortions.levels import within_levels
from dreamstream.distortions.randomness import generator, normal
from dreamstream.frame import Moment


@register
class Noise(Distortion):
    """Add grain, new in every frame: it gives a dream something to start from."""

    type = "noise"

    sigma: float = Field(default=4.0, ge=0, le=255, description="standard deviation in grey levels, 0 to 255")
    size: int = Field(default=1, ge=1, le=256, description="of a grain in pixels, 1 to 256")
    colour: bool = Field(default=True, description="whether each channel has its own noise")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` with noise, within 0..255."""
        height, width = pixels.shape[:2]
        small = (-(-height // self.size), -(-width // self.size), 3 if self.colour else 1)
        grains = normal(generator(moment, self.type), small)
        grains *= np.float32(self.sigma)
        if self.size > 1:
            grains = np.asarray(cv2.resize(grains, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
        return within_levels(pixels + grains.reshape(height, width, -1), pixels)


class Morphology(Distortion):
    """Base of erosion and dilation: the darkest or brightest level around each pixel."""

    operation: ClassVar[int]

    amount: Unit = Field(
        default=0.15,
        description="how much of the effect, 0 to 1; little by default, because what grows every frame soon is all "
        "there is",
    )
    size: int = Field(default=3, ge=1, le=101, description="diameter in pixels of what is looked at, odd, 1 to 101")
    shape: Literal["round", "square", "cross"] = Field(
        default="round", description="of what is looked at: round, square or cross"
    )

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return the extreme levels, each channel by itself."""
        side = self.size | 1
        element = cv2.getStructuringElement(_SHAPES[self.shape], (side, side))
        grown = cv2.morphologyEx(np.ascontiguousarray(pixels), self.operation, element)
        return np.asarray(grown, dtype=pixels.dtype)


@register
class Erode(Morphology):
    """Grow what is dark."""

    type = "erode"
    operation = cv2.MORPH_ERODE


@register
class Dilate(Morphology):
    """Grow what is bright."""

    type = "dilate"
    operation = cv2.MORPH_DILATE


_SHAPES = {"round": cv2.MORPH_ELLIPSE, "square": cv2.MORPH_RECT, "cross": cv2.MORPH_CROSS}
