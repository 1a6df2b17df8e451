"""Max pooling of bfloat16 values that are not negative, by their bits, one axis after the other.

Such bits are in the values' order, and a processor compares, subtracts and masks whole numbers of 16 bits several times
as fast as it converts bfloat16. All of its threads take part also in the way back, where PyTorch's own pooling of one
picture has one.
"""

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F

from dreamstream.network.layers.window import Pair

_ROWS, _COLUMNS = 1, 2
_BELOW_ALL = -1
"""As whole numbers, the bits of everything that is not negative are 0 at least."""


class OrderedMaximum(torch.autograd.Function):
    """The maximum of the window around each place; the first of equal values in scan order gets the gradient."""

    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401
        x: torch.Tensor,
        kernel: Pair,
        pad: Pair,
    ) -> torch.Tensor:
        """Return the maxima (N, C, H', W') of x (N, C, H, W), channels innermost, padded by ``pad`` on every side."""
        bits = x.permute(0, 2, 3, 1).view(torch.int16)
        (top, left), (height, width) = pad, x.shape[2:]
        bits = F.pad(bits, (0, 0, left, left, top, top), value=_BELOW_ALL)
        # Columns first, so that of equal values in a window the upper row's comes before the other's left one.
        across, ctx.across = _fold(bits, _COLUMNS, kernel[1])
        maxima, ctx.down = _fold(across, _ROWS, kernel[0])
        ctx.inside = slice(None), slice(top, top + height), slice(left, left + width)
        return maxima.view(x.dtype).permute(0, 3, 1, 2)

    @staticmethod
    def backward(ctx: Any, *top_diffs: torch.Tensor) -> Any:  # noqa: ANN401
        """Return dx: to each value the diffs of all windows in which it is the maximum."""
        diff = top_diffs[0].permute(0, 2, 3, 1).view(torch.int16)
        diff = _unfold(diff, ctx.down, _ROWS)
        diff = _unfold(diff, ctx.across, _COLUMNS)
        return diff[ctx.inside].view(top_diffs[0].dtype).permute(0, 3, 1, 2), None, None


def _fold(bits: torch.Tensor, axis: int, side: int) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Return the maxima along an axis, and by how much each value of a window but the first is above those before."""
    count = bits.shape[axis] - side + 1
    maxima = bits.narrow(axis, 0, count)
    leads = []
    for tap in range(1, side):
        values = bits.narrow(axis, tap, count)
        leads.append(values - maxima)
        maxima = torch.maximum(maxima, values)
    return maxima, leads


def _unfold(diff: torch.Tensor, leads: Sequence[torch.Tensor], axis: int) -> torch.Tensor:
    """Return the diffs before ``_fold``."""
    count = diff.shape[axis]
    before = diff.new_zeros([side + len(leads) if at == axis else side for at, side in enumerate(diff.shape)])
    rest = diff
    for tap, lead in reversed(list(enumerate(leads, start=1))):
        # Where the last value leads it takes all, elsewhere nothing: bits that are masked stay those of a number.
        part = torch.ops.aten.threshold_backward(rest, lead, 0)
        _add(before.narrow(axis, tap, count), part)
        # A new one each time: the first is the caller's.
        rest = rest - part
    _add(before.narrow(axis, 0, count), rest)
    return before


def _add(into: torch.Tensor, bits: torch.Tensor) -> None:
    into.view(torch.bfloat16).add_(bits.view(torch.bfloat16))
