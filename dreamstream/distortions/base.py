"""The contract of a distortion.

A distortion is a small frozen value, one class per effect, whose fields are its options and at once the keys
of its table in a recipe::

    [[distort]]
    type = "zoom"
    scale = 0.05

It maps a picture to a picture: (H, W, 3) RGB in, the same shape and dtype out, uint8 or float32 in 0..255.
It keeps no state and never writes to its input; whatever changes in time or is random follows from the
``Moment`` alone, so any frame can be computed again. Subclasses implement ``distort``; mixing with the input
by ``amount`` happens here. Every field carries a description, which is its documentation everywhere.
"""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, TypeAlias, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from dreamstream.errors import UnknownNameError, UsageError
from dreamstream.frame import Moment
from dreamstream.registry import Registry

Picture = TypeVar("Picture", NDArray[np.uint8], NDArray[np.float32])

Border: TypeAlias = Literal["reflect", "replicate", "wrap", "constant"]
"""What lies beyond the edge: the mirrored picture, its last pixel, its other side, or black."""

Interpolation: TypeAlias = Literal["nearest", "linear", "cubic", "lanczos"]
"""How a value between pixels is read: 1, 2 x 2, 4 x 4 or 8 x 8 neighbours."""

Unit: TypeAlias = Annotated[float, Field(ge=0, le=1)]
"""A number from 0 to 1."""


class Distortion(BaseModel):
    """One effect with its options; calling it applies it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    type: ClassVar[str]
    """The effect's name in recipes and on the command line."""

    amount: Unit = Field(
        default=1.0,
        description="how much of the effect, 0 to 1: 0 is the picture unchanged, 1 the effect alone",
    )

    @abstractmethod
    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return the effect on ``pixels``, at full amount, as a new array of the same shape and dtype."""

    def __call__(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` mixed with the effect by ``amount``; uint8 is rounded to the nearest level."""
        if self.amount == 0:
            return pixels.copy()
        distorted = self.distort(pixels, moment)
        if self.amount == 1:
            return distorted
        mixed = cv2.addWeighted(distorted, self.amount, pixels, 1 - self.amount, 0)
        return np.asarray(mixed, dtype=pixels.dtype)


REGISTRY: Registry[type[Distortion]] = Registry("distortion")


def register(cls: type[Distortion]) -> type[Distortion]:
    """Class decorator: enter a distortion under its ``type``."""
    return REGISTRY.register(cls.type)(cls)


def create(table: Mapping[str, Any]) -> Distortion:
    """Build the distortion that a recipe's table describes: ``type`` and its options.

    Raises:
        UnknownNameError: no distortion has that type, or it has no such option.
        UsageError: the type is missing, or an option is out of range.
    """
    options = dict(table)
    if "type" not in options:
        raise UsageError(f"a distortion needs a type, one of: {', '.join(REGISTRY)}")
    cls = REGISTRY[str(options.pop("type"))]
    try:
        return cls.model_validate(options)
    except ValidationError as error:
        raise _usage_error(cls, error) from error


class Chain(tuple[Distortion, ...]):
    """Distortions applied one after another; itself callable like one. An empty chain changes nothing."""

    __slots__ = ()

    def __call__(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` after every distortion in order."""
        for distortion in self:
            pixels = distortion(pixels, moment)
        return pixels


def _usage_error(cls: type[Distortion], error: ValidationError) -> UsageError:
    problems = error.errors(include_url=False)
    for problem in problems:
        if problem["type"] == "extra_forbidden":
            return UnknownNameError(f"{cls.type} option", str(problem["loc"][0]), cls.model_fields)
    return UsageError(f"{cls.type}: " + "; ".join(map(_sentence, problems)))


def _sentence(problem: ErrorDetails) -> str:
    option = ".".join(map(str, problem["loc"]))
    message = problem["msg"].removeprefix("Value error, ")
    if message.startswith("Input "):
        return f"{option} {message.removeprefix('Input ')}, not {problem['input']!r}"
    return f"{option}: {message}" if option else message
