"""The picture rolled under the network's grid."""

from dataclasses import dataclass
from typing import TypeAlias

import torch


@dataclass(frozen=True, eq=False)
class Shift:
    """A jitter that is read on the device when the picture is rolled, so that rolling can be recorded."""

    xy: torch.Tensor
    """In pixels, int64 (2,); may be changed between two rolls."""
    _places: torch.Tensor
    """Of all rows, then of all columns, (H + W,)."""
    _lengths: torch.Tensor
    """Along which each of them moves, (H + W,)."""
    _axes: torch.Tensor
    """Which of ``xy`` moves it, (H + W,)."""
    _height: int

    @classmethod
    def of(cls, size: tuple[int, int], device: torch.device) -> "Shift":
        """Return one of (0, 0) pixels for pictures of (height, width) on a device."""
        # Made once, for a card takes as long to count to a hundred as to add two pictures.
        places = torch.cat([torch.arange(side, device=device) for side in size])
        lengths, axes = (
            torch.cat([torch.full((side,), value, device=device) for side, value in zip(size, values, strict=True)])
            for values in (size, (1, 0))
        )
        return cls(torch.zeros(2, dtype=torch.int64, device=device), places, lengths, axes, size[0])

    def sources(self, sign: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Return for each row and column where its values come from: ``sign`` times as far back as it moves."""
        moves = self.xy.index_select(0, self._axes)
        sources = torch.sub(self._places, moves, alpha=sign).remainder(self._lengths)
        return sources[: self._height], sources[self._height :]


Jitter: TypeAlias = tuple[int, int] | Shift
"""(x, y) in pixels."""


def rolled(data: torch.Tensor, shift: Jitter) -> torch.Tensor:
    """Return (1, C, H, W) rolled to the right by x and down by y, channels innermost."""
    return _rolled(data, shift, 1)


def rolled_back(data: torch.Tensor, shift: Jitter) -> torch.Tensor:
    """Return what ``rolled`` was given."""
    return _rolled(data, shift, -1)


def _rolled(data: torch.Tensor, shift: Jitter, sign: int) -> torch.Tensor:
    # Seen so, because by 0 pixels PyTorch rolls the channels out of their place.
    rows_first = data.permute(0, 2, 3, 1)
    if isinstance(shift, Shift):
        rows, columns = shift.sources(sign)
        moved = rows_first[:, rows[:, None], columns]
    else:
        x, y = shift
        moved = torch.roll(rows_first, (sign * y, sign * x), (1, 2))
    return moved.permute(0, 3, 1, 2)
