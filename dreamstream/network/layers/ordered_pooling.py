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
    """The maximum of each window; the first of equal values in scan order gets the gradient."""

    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401
        x: torch.Tensor,
        kernel: Pair,
        stride: Pair,
        pad: Pair,
        size: Pair,
    ) -> torch.Tensor:
        """Return the maxima, (1, C, *size), of x (1, C, H, W), channels innermost; windows may reach beyond it."""
        bits = x.permute(0, 2, 3, 1).view(torch.int16)
        (top, bottom), (left, right) = (
            (before, max(0, step * (count - 1) + side - before - length))
            for before, step, count, side, length in zip(pad, stride, size, kernel, x.shape[2:], strict=True)
        )
        bits = F.pad(bits, (0, 0, left, right, top, bottom), value=_BELOW_ALL)
        # Columns first, so that of equal values in a window the upper row's comes before the other's left one.
        across, ctx.across = _fold(bits, _COLUMNS, kernel[1], stride[1], size[1])
        maxima, ctx.down = _fold(across, _ROWS, kernel[0], stride[0], size[0])
        ctx.stride, ctx.inside = stride, (slice(None), slice(top, top + x.shape[2]), slice(left, left + x.shape[3]))
        ctx.padded = bits.shape[1:3]
        return maxima.view(x.dtype).permute(0, 3, 1, 2)

    @staticmethod
    def backward(ctx: Any, *top_diffs: torch.Tensor) -> Any:  # noqa: ANN401
        """Return dx: to each value the diffs of all windows in which it is the maximum."""
        diff = top_diffs[0].permute(0, 2, 3, 1).view(torch.int16)
        diff = _unfold(diff, ctx.down, _ROWS, ctx.stride[0], ctx.padded[0])
        diff = _unfold(diff, ctx.across, _COLUMNS, ctx.stride[1], ctx.padded[1])
        gradient = diff[ctx.inside].view(top_diffs[0].dtype).permute(0, 3, 1, 2)
        return gradient, None, None, None, None


def _fold(bits: torch.Tensor, axis: int, side: int, step: int, count: int) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Return the maxima along an axis, and by how much each value of a window but the first is above those before."""
    maxima = _tap(bits, axis, 0, step, count)
    leads = []
    for tap in range(1, side):
        values = _tap(bits, axis, tap, step, count)
        leads.append(values - maxima)
        maxima = torch.maximum(maxima, values)
    return maxima, leads


def _unfold(diff: torch.Tensor, leads: Sequence[torch.Tensor], axis: int, step: int, length: int) -> torch.Tensor:
    """Return the diffs before ``_fold``, ``length`` along the axis; where none belongs, 0."""
    shape = list(diff.shape)
    shape[axis] = length
    before = diff.new_zeros(shape)
    rest, count, written = diff, diff.shape[axis], set[int]()
    for tap, lead in reversed(list(enumerate(leads, start=1))):
        into = _tap(before, axis, tap, step, count)
        # Where the last value leads it takes all, elsewhere nothing: bits that are masked stay those of a number.
        if tap % step in written:
            part = torch.ops.aten.threshold_backward(rest, lead, 0)
            _add(into, part)
        else:
            part = torch.ops.aten.threshold_backward.grad_input(rest, lead, 0, grad_input=into)
            written.add(tap % step)
        # A new one each time: the first is the caller's.
        rest = rest - part
    _add(_tap(before, axis, 0, step, count), rest)
    return before


def _add(into: torch.Tensor, bits: torch.Tensor) -> None:
    into.view(torch.bfloat16).add_(bits.view(torch.bfloat16))


def _tap(bits: torch.Tensor, axis: int, tap: int, step: int, count: int) -> torch.Tensor:
    """Return the value of each of ``count`` windows at one place in them."""
    place = [slice(None)] * bits.ndim
    place[axis] = slice(tap, tap + step * (count - 1) + 1, step)
    return bits[tuple(place)]
