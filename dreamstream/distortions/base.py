"""The contract of a distortion.

A distortion is a small frozen value, one class per effect, whose fields are its options and at once the keys
of its table in a recipe::

    [[distort]]
    type = "zoom"
    scale = 0.05

It maps a picture to a picture: (H, W, 3) RGB in, the same shape and dtype out, uint8 or float32 in 0..255.
It keeps no state and never writes to its input; whatever changes in time or is random follows from the
``Moment`` alone, so any frame can be computed again. Subclasses implement ``distort``; mixing with the input
by ``amount`` happens here.
"""

from abc import abstractmethod
from typing import Annotated, Any, ClassVar, Literal, TypeAlias, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from dreamstream.frame import Moment
from dreamstream.registry import Registry

Picture = TypeVar("Picture", NDArray[np.uint8], NDArray[np.float32])

Border: TypeAlias = Literal["reflect", "replicate", "wrap", "constant"]
"""What lies beyond the edge: the mirrored picture, its last pixel, its other side, or black."""

Interpolation: TypeAlias = Literal["nearest", "linear", "cubic", "lanczos"]

Unit: TypeAlias = Annotated[float, Field(ge=0, le=1)]
"""A number from 0 to 1."""


class Distortion(BaseModel):
    """One effect with its options; calling it applies it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: ClassVar[str]
    """The effect's name in recipes and on the command line."""

    amount: Unit = 1.0
    """How much of the effect: 0 is the input unchanged, 1 the effect alone."""

    @abstractmethod
    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return the effect on ``pixels``, at full amount, as a new array of the same shape and dtype."""

    def __call__(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` mixed with the effect by ``amount``."""
        if self.amount == 0:
            return pixels.copy()
        distorted = self.distort(pixels, moment)
        if self.amount == 1:
            return distorted
        return cv2.addWeighted(distorted, self.amount, pixels, 1 - self.amount, 0).astype(pixels.dtype)


REGISTRY: Registry[type[Distortion]] = Registry("distortion")


def register(cls: type[Distortion]) -> type[Distortion]:
    """Class decorator: enter a distortion under its ``type``."""
    return REGISTRY.register(cls.type)(cls)


def create(table: dict[str, Any]) -> Distortion:
    """Build the distortion that a recipe's table describes: ``type`` and its options.

    Raises:
        UnknownNameError: no distortion has that type.
        pydantic.ValidationError: an option is unknown or out of range.
    """
    options = dict(table)
    return REGISTRY[str(options.pop("type", ""))].model_validate(options)


class Chain(tuple[Distortion, ...]):
    """Distortions applied one after another; itself callable like one. An empty chain changes nothing."""

    __slots__ = ()

    def __call__(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` after every distortion in order."""
        for distortion in self:
            pixels = distortion(pixels, moment)
        return pixels
