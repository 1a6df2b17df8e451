"""A picture cut into tiles that overlap, and how what was computed in each is joined again."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product

import torch

from dreamstream.network.grid import Grid

_FEWEST_STEPS = 4
"""Of the network's grid in a side of a tile."""
_LARGEST_MARGIN = 4
"""A margin is at most one so-manieth of a tile's side, however far the network looks."""
_FEATHERED = 4
"""Where that is too little, neighbours are blended over one so-manieth of it, for values are the farther off the nearer
they are to a tile's edge. (On the embedded model a quarter left a tenth of the error that the whole margin did.)"""


@dataclass(frozen=True)
class Span:
    """One side of a tile, in pixels of the picture."""

    start: int
    """Where begins what the network is shown."""
    first: int
    """Where begins what the tile answers for; the neighbour answers for what is before."""
    last: int
    """Where that ends."""
    stop: int
    """Where ends what the network is shown."""


@dataclass(frozen=True)
class Cut:
    """One side of a picture, cut."""

    spans: tuple[Span, ...]
    feather: int
    """Over so many pixels to both sides of a border neighbours pass into each other; 0 where they agree there."""

    def weights(self, span: Span) -> torch.Tensor:
        """Return how much a tile counts at each of its pixels, float32 in 0..1; those of neighbours add up to 1."""
        places = torch.arange(span.start, span.stop, dtype=torch.float32) + 0.5
        weights = torch.ones_like(places)
        if span is not self.spans[0]:
            weights = self._rise(places - span.first)
        if span is not self.spans[-1]:
            weights = weights * (1 - self._rise(places - span.last))
        return weights

    def _rise(self, places: torch.Tensor) -> torch.Tensor:
        if not self.feather:
            return (places > 0).float()
        return torch.clamp(0.5 + places / (2 * self.feather), 0, 1)


def cut(length: int, side: int, step: int, reach: int) -> Cut:
    """Return ``length`` pixels cut into tiles of at most ``side``, or the least that is possible, if that is more.

    Tiles begin at multiples of ``step``. Around what each answers for it sees the ``reach`` of a value, so that there
    it knows all that the whole picture would tell; where so large a margin leaves too little of the tile, it sees
    less, and neighbours are blended.
    """
    side = max(side // step, _FEWEST_STEPS) * step
    if length <= side:
        return Cut((Span(0, 0, length, length),), 0)
    wanted = -(-reach // step) * step
    margin = min(wanted, side // _LARGEST_MARGIN // step * step)
    count = -(-length // (side - 2 * margin))
    core = -(-length // (count * step)) * step
    borders = [*range(0, length, core), length]
    spans = tuple(
        Span(max(0, first - margin), first, last, min(length, last + margin)) for first, last in pairwise(borders)
    )
    return Cut(spans, 0 if margin == wanted else max(1, margin // _FEATHERED))


@dataclass(frozen=True)
class Tile:
    """One tile of a picture."""

    rows: Span
    columns: Span

    def of(self, data: torch.Tensor) -> torch.Tensor:
        """Return what the network is shown of a picture (1, C, H, W); shares its memory."""
        return data[:, :, self.rows.start : self.rows.stop, self.columns.start : self.columns.stop]


@dataclass(frozen=True)
class Tiling:
    """A picture cut both ways."""

    rows: Cut
    columns: Cut

    @classmethod
    def of(cls, size: tuple[int, int], side: int, grid: Grid) -> "Tiling":
        """Return a picture of ``size``, (height, width), cut into tiles of at most ``side`` pixels a side."""
        rows, columns = (cut(*each) for each in zip(size, (side, side), grid.step, grid.reach, strict=True))
        return cls(rows, columns)

    @cached_property
    def tiles(self) -> tuple[Tile, ...]:
        """Return every tile, row by row."""
        return tuple(Tile(rows, columns) for rows, columns in product(self.rows.spans, self.columns.spans))

    @property
    def largest(self) -> tuple[int, int]:
        """Return the (height, width) of what the network is shown at once at most."""
        rows, columns = (max(span.stop - span.start for span in each.spans) for each in (self.rows, self.columns))
        return rows, columns

    @property
    def pixels(self) -> int:
        """Return how many pixels the network is shown in all, those in several tiles counted as often."""
        return sum((t.rows.stop - t.rows.start) * (t.columns.stop - t.columns.start) for t in self.tiles)

    def add(self, whole: torch.Tensor, tile: Tile, part: torch.Tensor) -> None:
        """Add to ``whole`` (1, C, H, W) what was computed in a tile, as much of it as counts."""
        rows, columns = self.rows.weights(tile.rows), self.columns.weights(tile.columns)
        weights = torch.outer(rows, columns).to(device=part.device, dtype=part.dtype)
        tile.of(whole).add_(part * weights)
