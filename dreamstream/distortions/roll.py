"""Columns or rows shifted, each by its own amount: the article's rolls, sines and shimmers."""

from typing import Annotated, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from dreamstream.distortions.base import Border, Distortion, Picture, register
from dreamstream.distortions.remap import remap
from dreamstream.frame import Moment
from dreamstream.schedule import Expression, Scope

Shifts: TypeAlias = NDArray[np.float64]
"""Pixels, one for each column or row."""


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
        description="what moves: vertical (columns), horizontal (rows), or alternating (now these, now those)",
    )
    group: int = Field(
        default=1, ge=1, le=4096, description="neighbouring columns that move as their first one does, 1 to 4096"
    )
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
        height, width = pixels.shape[:2]
        moves_rows = self._moves_rows(moment)
        lines, length = (height, width) if moves_rows else (width, height)
        numbers = np.arange(lines) // self.group * self.group
        scope = Scope.at(moment, width, height, column=numbers.astype(np.float64))
        shifts = _within_reach(self._shifts(scope, lines), length, self.border)
        columns, rows = np.arange(width)[None], np.arange(height)[:, None]
        read = (columns - shifts[:, None], rows) if moves_rows else (columns, rows - shifts)
        map_x, map_y = (np.array(np.broadcast_to(each, (height, width)), np.float32) for each in read)
        return remap(pixels, map_x, map_y, "nearest" if self.whole else "linear", self.border)

    def _moves_rows(self, moment: Moment) -> bool:
        turn = moment.index // self.every
        return self.axis == "horizontal" or (self.axis == "alternating" and turn % 2 == 1)

    def _shifts(self, scope: Scope, lines: int) -> Shifts:
        shifts = np.broadcast_to(Expression.parse(self.shift)(scope), (lines,))
        if self.whole:
            shifts = np.floor(shifts)
        if self.steady:
            mean = shifts.mean()
            shifts = shifts - (np.rint(mean) if self.whole else mean)
        return shifts


def _within_reach(shifts: Shifts, length: int, border: Border) -> Shifts:
    """Return shifts with the same result that go no further than a picture's ``length`` or two."""
    if border == "wrap":
        return np.mod(shifts, length)
    if border == "reflect":
        return np.mod(shifts, max(1, 2 * (length - 1)))
    return np.clip(shifts, -length - 1, length + 1)
