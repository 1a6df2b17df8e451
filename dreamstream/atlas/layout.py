"""Where everything on a contact sheet lies: plain arithmetic in pixels."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dreamstream.atlas.lettering import SMALLEST, largest_fitting, line_height, wrapped
from dreamstream.errors import UsageError

ASPECT = 16 / 10
"""Width to height that a sheet comes near to."""

LONGEST_SIDE = 16_000
MOST_PIXELS = 100_000_000
"""What viewers and sites still open."""

_LETTERS = (12, 28)
"""Smallest and largest height in pixels that captions are given where they need not shrink."""
_LETTERS_TO_WIDTH = 1 / 21
"""Height of a caption's letters to the width of a tile."""

_WASTE = 1.0
"""How much an empty row counts against a number of columns, in shares of the rows, beside the aspect's logarithm."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What is written beneath a tile."""

    option: str
    """What the command line needs to dream the same."""
    note: str
    """What else is worth knowing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A tile with its caption beneath, the same for all tiles of a sheet."""

    width: int
    tile_height: int
    letters: int
    """Height of the option's letters."""
    option_lines: int
    note_lines: int

    @classmethod
    def around(cls, tile_size: tuple[int, int], captions: Sequence[Caption]) -> "Cell":
        """Return the cell for tiles of (width, height) in which every caption has room."""
        width, height = tile_size
        smallest, largest = _LETTERS
        wanted = max(smallest, min(largest, round(width * _LETTERS_TO_WIDTH)))
        letters = largest_fitting([caption.option for caption in captions], width, wanted)
        option_lines = max(len(wrapped(caption.option, width, letters)) for caption in captions)
        note_lines = max(len(wrapped(caption.note, width, note_letters(letters))) for caption in captions)
        return cls(width, height, letters, option_lines, note_lines)

    @property
    def padding(self) -> int:
        """Pixels between the tile and its caption."""
        return round(0.5 * self.letters)

    @property
    def height(self) -> int:
        """Pixels of tile and caption together."""
        options = self.option_lines * line_height(self.letters)
        notes = self.note_lines * line_height(note_letters(self.letters))
        return self.tile_height + self.padding + options + notes


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells in rows, with a head above and a foot below."""

    cell: Cell
    count: int
    columns: int
    head: int = 0
    """Pixels above the first row, within the margin."""
    foot: int = 0
    """Pixels below the last row, within the margin."""

    @property
    def margin(self) -> int:
        """Pixels around everything."""
        return 2 * self.cell.letters

    @property
    def gap(self) -> int:
        """Pixels between two cells."""
        return round(1.4 * self.cell.letters)

    @property
    def inner_width(self) -> int:
        """Pixels between the left and the right margin."""
        return self.columns * (self.cell.width + self.gap) - self.gap

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        rows = math.ceil(self.count / self.columns)
        inner_height = rows * (self.cell.height + self.gap) - self.gap
        return self.inner_width + 2 * self.margin, self.head + inner_height + self.foot + 2 * self.margin

    def corner(self, index: int) -> tuple[int, int]:
        """Return the upper left (x, y) of a cell, counted from 0 in reading order."""
        row, column = divmod(index, self.columns)
        x = self.margin + column * (self.cell.width + self.gap)
        return x, self.margin + self.head + row * (self.cell.height + self.gap)


def best_grid(grids: Iterable[Grid]) -> Grid:
    """Return the grid that comes near to ``ASPECT`` and leaves few places of its last row empty."""

    def badness(grid: Grid) -> float:
        width, height = grid.size
        empty = -grid.count % grid.columns / grid.columns
        return abs(math.log(width / height / ASPECT)) + _WASTE * empty / math.ceil(grid.count / grid.columns)

    return min(grids, key=badness)


def check_size(size: tuple[int, int]) -> None:
    """Refuse a sheet that hardly anything could open.

    Raises:
        UsageError: a side or the whole is too large.
    """
    width, height = size
    if max(size) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise UsageError(
            f"the sheet would be {width}x{height}, above {LONGEST_SIDE} pixels a side or {MOST_PIXELS // 10**6} "
            "megapixels; choose fewer tiles (--layers, --channels) or smaller ones (--size)"
        )


def note_letters(letters: int) -> int:
    """Return the height of a note's letters beside those of an option."""
    return max(SMALLEST, round(0.85 * letters))
