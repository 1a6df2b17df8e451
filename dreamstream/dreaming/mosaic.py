"""A layer of the whole picture, put together from what was computed of it in tiles."""

from dataclasses import dataclass
from fractions import Fraction

import torch

from dreamstream.dreaming.tiles import Span, Tile
from dreamstream.network.reach import Reach


@dataclass(frozen=True, eq=False)
class Mosaic:
    """The values of one layer."""

    values: torch.Tensor
    """(1, C, H, W) of the whole picture, written to by ``put``."""
    reach: Reach
    """Of the layer's values."""

    def put(self, tile: Tile, part: torch.Tensor) -> None:
        """Take over what a tile answers for of what was computed in it, (1, C, h, w)."""
        (rows, inner_rows), (columns, inner_columns) = (
            _answered(span, stride, count)
            for span, stride, count in zip(
                (tile.rows, tile.columns), self.reach.stride, self.values.shape[2:], strict=True
            )
        )
        self.values[:, :, rows, columns] = part[:, :, inner_rows, inner_columns]

    def at(self, tile: Tile, part: torch.Tensor) -> torch.Tensor:
        """Return the values where a tile has its ``part``, (1, C, h, w)."""
        top, left = (
            int(span.start / stride) for span, stride in zip((tile.rows, tile.columns), self.reach.stride, strict=True)
        )
        return self.values[:, :, top : top + part.shape[2], left : left + part.shape[3]]


def _answered(span: Span, stride: Fraction, count: int) -> tuple[slice, slice]:
    """Return which of a layer's ``count`` values a tile answers for: in the whole layer, and in the tile's part."""
    start, first, last = (int(place / stride) for place in (span.start, span.first, span.last))
    # Behind the picture's end there is nobody else.
    end = count if span.stop == span.last else last
    return slice(first, end), slice(first - start, end - start)
