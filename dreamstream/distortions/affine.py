"""Zoom, stretch, rotation and any other affine motion of the picture, by the same amount every frame."""

from abc import abstractmethod
from typing import Annotated, Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, WithJsonSchema, field_validator, model_validator

from dreamstream.distortions.base import Picture, Unit, register
from dreamstream.distortions.warp import Resampled, warp, warp_with_channels
from dreamstream.frame import Moment

Floats: TypeAlias = NDArray[np.float64]

_LARGEST_COEFFICIENT = 100.0
_LARGEST_OFFSET = 32767.0


def crop_fraction(scale: float) -> float:
    """Return which fraction of the picture a scale crops away; negative where it shows more than the picture.

    Up to 0.5 in size ``scale`` is that fraction; above 0.5 and up to 2 it is how many times bigger things get.

    Raises:
        ValueError: it is neither.
    """
    if abs(scale) <= 0.5:
        return scale
    if 0.5 < scale <= 2:
        return 1 - 1 / scale
    raise ValueError(
        f"{scale:g} is neither a fraction of the picture to crop per frame, -0.5 to 0.5 (0.05 enlarges by "
        "cropping 5 %, -0.05 shrinks), nor a factor, above 0.5 and up to 2 (1.05 enlarges by 5 %)"
    )


def _checked_scale(scale: float) -> float:
    crop_fraction(scale)
    return scale


Scale: TypeAlias = Annotated[
    float, AfterValidator(_checked_scale), WithJsonSchema({"type": "number", "minimum": -0.5, "maximum": 2})
]
"""A crop fraction or a factor, as ``crop_fraction`` reads it."""


class AffineDistortion(Resampled):
    """Base of the distortions that move every pixel by one affine map."""

    @abstractmethod
    def transform(self, height: int, width: int) -> tuple[Floats, Floats]:
        """Return matrix (2, 2) and offset (2,) from output to input (row, column), in pixels."""

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` moved."""
        matrix, offset = self.transform(*pixels.shape[:2])
        return warp(pixels, matrix, offset, self.interpolation, self.border)


@register
class Zoom(AffineDistortion):
    """Zoom in or out, as in Google's DeepDream notebook.

    The point that stays in place is row H * centre_y, column W * centre_x, counted from the centre of the
    first pixel: the notebook's offset, half a pixel lower and further right than the exact middle.
    """

    type = "zoom"

    scale: Scale = Field(
        default=0.05,
        description="zoom per frame: from -0.5 to 0.5 the fraction of the picture that is cropped (0.05 zooms "
        "in, -0.05 out); above 0.5 and up to 2 a factor (1.05 makes things 5 % bigger)",
    )
    centre_x: Unit = Field(default=0.5, description="where the zoom goes, 0 (left edge) to 1 (right edge) of the width")
    centre_y: Unit = Field(
        default=0.5, description="where the zoom goes, 0 (top edge) to 1 (bottom edge) of the height"
    )

    def transform(self, height: int, width: int) -> tuple[Floats, Floats]:
        """Return the notebook's matrix and offset."""
        fraction = crop_fraction(self.scale)
        offset = fraction * np.array([height * self.centre_y, width * self.centre_x])
        return np.diag([1 - fraction, 1 - fraction]), offset


@register
class Stretch(AffineDistortion):
    """Zoom along one axis only; what leaves at the two ends is lost, the middle is drawn out."""

    type = "stretch"

    scale: Scale = Field(
        default=0.05,
        description="stretch per frame: from -0.5 to 0.5 the fraction of the axis that is cropped (negative "
        "squeezes); above 0.5 and up to 2 a factor (1.05 makes things 5 % longer)",
    )
    axis: Literal["vertical", "horizontal"] = Field(
        default="vertical", description="along which axis things get longer: vertical or horizontal"
    )
    centre: Unit = Field(
        default=0.5,
        description="which line stays in place, 0 (top or left edge) to 1 (bottom or right edge) of the axis",
    )

    def transform(self, height: int, width: int) -> tuple[Floats, Floats]:
        """Return the zoom's matrix and offset on one axis, the identity on the other."""
        stretched = np.array([1.0, 0.0] if self.axis == "vertical" else [0.0, 1.0])
        fractions = crop_fraction(self.scale) * stretched
        return np.diag(1 - fractions), fractions * self.centre * np.array([height, width])


@register
class Rotate(AffineDistortion):
    """Turn the picture about a point: row (H - 1) * centre_y, column (W - 1) * centre_x.

    With the default centre that is the exact middle, so that 180 degrees turn every pixel onto another.
    """

    type = "rotate"

    degrees: float = Field(
        default=1.0,
        ge=-360,
        le=360,
        description="angle per frame in degrees, -360 to 360; positive is counter-clockwise on the screen",
    )
    centre_x: Unit = Field(default=0.5, description="about which point, 0 (left edge) to 1 (right edge) of the width")
    centre_y: Unit = Field(default=0.5, description="about which point, 0 (top edge) to 1 (bottom edge) of the height")

    def transform(self, height: int, width: int) -> tuple[Floats, Floats]:
        """Return the rotation from output back to input; rows count downwards, hence the signs."""
        angle = np.deg2rad(self.degrees)
        matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        centre = np.array([(height - 1) * self.centre_y, (width - 1) * self.centre_x])
        return matrix, centre - matrix @ centre


@register
class Affine(AffineDistortion):
    """Any affine map with the meaning of scipy.ndimage.affine_transform: output[o] = input[matrix @ o + offset].

    o is (row, column), or (row, column, channel) where three numbers are given. A map that leaves the channels
    alone is fast; one that mixes them is computed by SciPy.
    """

    type = "affine"

    matrix: tuple[float, ...] | tuple[tuple[float, ...], ...] = Field(
        default=(1.0, 1.0),
        description="from output to input (row, column) or (row, column, channel): the diagonal (2 or 3 "
        "numbers) or the whole matrix (2x2 or 3x3), each number from -100 to 100",
    )
    offset: tuple[float, ...] = Field(
        default=(0.0, 0.0),
        description="added to the input's (row, column) or (row, column, channel), in pixels: 2 or 3 numbers "
        "from -32767 to 32767",
    )

    @field_validator("matrix", mode="before")
    @classmethod
    def _check_matrix(cls, value: object) -> object:
        if not _is_bounded(value, {(2,), (3,), (2, 2), (3, 3)}, _LARGEST_COEFFICIENT):
            raise ValueError(
                f"{value!r} is neither a diagonal of 2 or 3 numbers nor a 2x2 or 3x3 matrix of them, "
                f"each from -{_LARGEST_COEFFICIENT:g} to {_LARGEST_COEFFICIENT:g}"
            )
        return value

    @field_validator("offset", mode="before")
    @classmethod
    def _check_offset(cls, value: object) -> object:
        if not _is_bounded(value, {(2,), (3,)}, _LARGEST_OFFSET):
            raise ValueError(f"{value!r} is not 2 or 3 numbers, each from -{_LARGEST_OFFSET:g} to {_LARGEST_OFFSET:g}")
        return value

    @model_validator(mode="after")
    def _check_interpolation(self) -> Self:
        if self._mixes_channels() and self.interpolation == "lanczos":
            raise ValueError("interpolation lanczos can't mix channels; use cubic")
        return self

    def transform(self, height: int, width: int) -> tuple[Floats, Floats]:
        """Return the map's (row, column) part; the picture's size does not matter."""
        matrix, offset = self._with_channels()
        return matrix[:2, :2], offset[:2]

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` moved, the colours too if the map has them move."""
        if not self._mixes_channels():
            return super().distort(pixels, moment)
        return warp_with_channels(pixels, *self._with_channels(), self.interpolation, self.border)

    def _with_channels(self) -> tuple[Floats, Floats]:
        given = np.array(self.matrix, dtype=np.float64)
        matrix, offset = np.eye(3), np.zeros(3)
        matrix[: len(given), : len(given)] = np.diag(given) if given.ndim == 1 else given
        offset[: len(self.offset)] = self.offset
        return matrix, offset

    def _mixes_channels(self) -> bool:
        matrix, offset = self._with_channels()
        return bool((matrix[2] != [0, 0, 1]).any() or matrix[:2, 2].any() or offset[2])


def _is_bounded(value: object, shapes: set[tuple[int, ...]], largest: float) -> bool:
    """Tell whether ``value`` is numbers in one of the shapes, none larger in size than ``largest``, none NaN."""
    try:
        numbers = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        return False
    return numbers.shape in shapes and bool((abs(numbers) <= largest).all())
