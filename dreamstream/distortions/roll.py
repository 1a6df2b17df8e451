"""Columns or rows shifted, each by its own amount: the article's rolls, sines and shimmers."""

from typing import Annotated, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from dreamstream.distortions.base import Border, Distortion, Picture, register
from dreamstream.distortions.remap import remap
from dreamstream.frame import Moment
from dreamstream.schedule import Expression, Scope


def _checked(text: str) -> str:
    Expression.parse(text)
    return text


ColumnExpression: TypeAlias = Annotated[str, AfterValidator(_checked)]
"""An expression of n, the number of the column or row."""


@register
class Roll(Distortion):
    """Shift each column (or row) by ``shift``, as np.roll does: the rolls of "different distortions" (2015)."""

    type = "roll"

    shift: ColumnExpression = Field(
        default="n/15",
        description="pixels per frame by which column n moves down (row n to the right): an expression of n, t, f, w, "
        "h, N, such as 6*sin(2*pi*n/w) or randint(-5, 5)",
    )
    axis: Literal["vertical", "horizontal", "alternating"] = Field(
        default="vertical",
        description="what moves: vertical (columns), horizontal (rows), or alternating from frame to frame",
    )
    group: int = Field(default=1, ge=1, le=4096, description="neighbouring columns that move as one, 1 to 4096")
    every: int = Field(default=1, ge=1, le=100_000, description="only every so many frames, 1 to 100000")
    whole: bool = Field(default=True, description="whether shifts are rounded down to whole pixels")
    steady: bool = Field(
        default=False,
        description="whether the mean of all shifts is taken back, so that the picture as a whole stays in place",
    )
    border: Border = Field(
        default="wrap",
        description="what comes in at the end of a column: wrap (what left at the other), reflect (the mirrored "
        "picture, without a seam), replicate (its last pixel) or constant (black)",
    )

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` with its columns or rows shifted."""
        if moment.index % self.every:
            return pixels.copy()
        if self._moves_rows(moment):
            return np.ascontiguousarray(self._rolled(pixels.swapaxes(0, 1), moment).swapaxes(0, 1))
        return self._rolled(pixels, moment)

    def _moves_rows(self, moment: Moment) -> bool:
        turn = moment.index // self.every
        return self.axis == "horizontal" or (self.axis == "alternating" and turn % 2 == 1)

    def _rolled(self, pixels: Picture, moment: Moment) -> Picture:
        height, width = pixels.shape[:2]
        rows = np.arange(height)[:, None] - self._shifts(height, width, moment)
        columns = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
        return remap(pixels, columns, rows.astype(np.float32), "nearest" if self.whole else "linear", self.border)

    def _shifts(self, height: int, width: int, moment: Moment) -> NDArray[np.float64]:
        column = np.arange(width) // self.group
        scope = Scope.at(moment, width, height, column=column.astype(np.float64))
        shift = np.broadcast_to(Expression.parse(self.shift)(scope), (width,))
        if self.whole:
            shift = np.floor(shift)
        if self.steady:
            mean = shift.mean()
            shift = shift - (np.round(mean) if self.whole else mean)
        return shift
