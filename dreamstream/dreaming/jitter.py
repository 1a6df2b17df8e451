"""The picture rolled under the network's grid."""

from typing import TypeAlias

import torch

Jitter: TypeAlias = tuple[int, int] | torch.Tensor
"""(x, y) in pixels; as int64 (2,) on the data's device where it is to be read there, so that it can be recorded."""


def rolled(data: torch.Tensor, shift: Jitter) -> torch.Tensor:
    """Return (1, C, H, W) rolled to the right by x and down by y, channels innermost."""
    # Seen so, because by 0 pixels PyTorch rolls the channels out of their place.
    rows_first = data.permute(0, 2, 3, 1)
    if isinstance(shift, torch.Tensor):
        x, y = shift.unbind()
        rows, columns = _sources(data.shape[2], y), _sources(data.shape[3], x)
        moved = rows_first.index_select(1, rows).index_select(2, columns)
    else:
        moved = torch.roll(rows_first, shift[::-1], (1, 2))
    return moved.permute(0, 3, 1, 2)


def rolled_back(data: torch.Tensor, shift: Jitter) -> torch.Tensor:
    """Return what ``rolled`` was given."""
    return rolled(data, -shift if isinstance(shift, torch.Tensor) else (-shift[0], -shift[1]))


def _sources(length: int, by: torch.Tensor) -> torch.Tensor:
    """Return for each place where its value comes from."""
    return (torch.arange(length, device=by.device) - by).remainder(length)
