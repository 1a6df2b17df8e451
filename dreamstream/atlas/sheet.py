"""A contact sheet as a picture: head, tiles with their captions, foot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from dreamstream.atlas.layout import Caption, Cell, Grid, best_grid, note_letters
from dreamstream.atlas.lettering import draw_lines, line_height, wrapped
from dreamstream.frame import Pixels

_PAPER = (17, 17, 20)
_BRIGHT = (238, 238, 240)
_DIM = (152, 152, 162)


@dataclass(frozen=True)
class Sheet:
    """All that is written on a sheet, and how it is laid out."""

    title: str
    command: str
    """Beneath the title: what the options beneath the tiles are added to."""
    foot: str
    tile_size: tuple[int, int]
    """(width, height) in pixels."""
    captions: tuple[Caption, ...]
    columns: int | None = None
    """None for as many as make a sheet of a pleasing shape."""

    @cached_property
    def cell(self) -> Cell:
        """What a tile and its caption take."""
        return Cell.around(self.tile_size, self.captions)

    @cached_property
    def grid(self) -> Grid:
        """The layout."""
        count = len(self.captions)
        if self.columns is not None:
            return self._grid(min(self.columns, count))
        return best_grid(self._grid(columns) for columns in range(1, count + 1))

    def draw(self, tiles: Sequence[Pixels], captions: Sequence[Caption]) -> Pixels:
        """Return the sheet of these tiles, each (height, width, 3), with what is now known of each beneath it."""
        grid, letters = self.grid, self.cell.letters
        canvas = _blank(grid.size)
        title, command, foot = self._texts(grid.inner_width)
        y = draw_lines(canvas, title, (grid.margin, grid.margin), _title_letters(letters), _BRIGHT, bold=True)
        draw_lines(canvas, command, (grid.margin, y), letters, _DIM)
        for index, (pixels, caption) in enumerate(zip(tiles, captions, strict=True)):
            _draw_cell(canvas, grid.corner(index), self.cell, pixels, caption)
        small = note_letters(letters)
        below = grid.size[1] - grid.margin - len(foot) * line_height(small)
        draw_lines(canvas, foot, (grid.margin, below), small, _DIM)
        return canvas

    def draw_alone(self, pixels: Pixels, caption: Caption) -> Pixels:
        """Return one tile with its caption as a picture of its own, both sides even."""
        canvas = _blank(self.size_alone)
        _draw_cell(canvas, Grid(self.cell, 1, 1).corner(0), self.cell, pixels, caption)
        return canvas

    @property
    def size_alone(self) -> tuple[int, int]:
        """(width, height) in pixels of what ``draw_alone`` returns."""
        width, height = Grid(self.cell, 1, 1).size
        return width + width % 2, height + height % 2

    def _grid(self, columns: int) -> Grid:
        bare = Grid(self.cell, len(self.captions), columns)
        title, command, foot = self._texts(bare.inner_width)
        letters, small = self.cell.letters, note_letters(self.cell.letters)
        head = len(title) * line_height(_title_letters(letters)) + len(command) * line_height(letters) + bare.gap
        return replace(bare, head=head, foot=bare.gap + len(foot) * line_height(small))

    def _texts(self, width: int) -> tuple[list[str], list[str], list[str]]:
        letters = self.cell.letters
        return (
            wrapped(self.title, width, _title_letters(letters), bold=True),
            wrapped(self.command, width, letters),
            wrapped(self.foot, width, note_letters(letters)),
        )


def _draw_cell(canvas: Pixels, corner: tuple[int, int], cell: Cell, pixels: Pixels, caption: Caption) -> None:
    x, y = corner
    canvas[y : y + cell.tile_height, x : x + cell.width] = pixels
    y += cell.tile_height + cell.padding
    y = draw_lines(canvas, wrapped(caption.option, cell.width, cell.letters), (x, y), cell.letters, _BRIGHT)
    small = note_letters(cell.letters)
    draw_lines(canvas, wrapped(caption.note, cell.width, small), (x, y), small, _DIM)


def _title_letters(letters: int) -> int:
    return round(1.7 * letters)


def _blank(size: tuple[int, int]) -> Pixels:
    width, height = size
    return np.full((height, width, 3), _PAPER, np.uint8)
