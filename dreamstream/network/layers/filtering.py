"""Convolutions whose kernels never change: rectified in place, and cut into several tops."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
import torch.nn.functional as F

from dreamstream.network.layers.packing import FixedConvolution, is_packed
from dreamstream.network.layers.rectifying import rectified_diff, rectify_
from dreamstream.network.layers.two_way import Backward, Diffs
from dreamstream.network.layers.window import Pair

_FEW = 4
"""Channels of a picture; below a processor's vector width the usual gradient of a strided convolution is slow."""


@dataclass(frozen=True, eq=False)
class Filter:
    """A kernel (outputs, channels / groups, rows, columns) with its bias, and how it slides.

    The gradient with respect to its input is a transposed convolution. On a processor that of a strided one over
    pictures is slow, and is instead a convolution by a kernel that is made once, for each place between two steps
    (sub-pixel convolution: Shi et al., 2016).
    """

    kernel: torch.Tensor
    bias: torch.Tensor | None
    stride: Pair
    pad: Pair
    dilation: Pair
    groups: int = 1

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """Return the convolution of x (1, C, H, W)."""
        return self._forth(x)

    def back(self, diff: torch.Tensor, shape: Sequence[int]) -> torch.Tensor:
        """Return the diff of the input, which is of ``shape``, for the diff of the output."""
        if self._is_strided_over_pictures:
            return self._between_steps(diff, shape)
        if self._turned is not None:
            return self._turned(diff)
        # What the last steps did not reach has no window.
        rest = [
            side + 2 * pad - reach - 1 - step * (count - 1)
            for side, pad, reach, step, count in zip(
                shape[2:], self.pad, self._reach, self.stride, diff.shape[2:], strict=True
            )
        ]
        return F.conv_transpose2d(diff, self.kernel, None, self.stride, self.pad, rest, self.groups, self.dilation)

    @cached_property
    def _forth(self) -> FixedConvolution:
        return FixedConvolution(self.kernel, self.bias, self.stride, self.pad, self.dilation, self.groups)

    @cached_property
    def _turned(self) -> FixedConvolution | None:
        """Return the convolution by the kernel turned round, which leads back too, where that is the faster way."""
        pad = self._reach[0] - self.pad[0], self._reach[1] - self.pad[1]
        if self.stride != (1, 1) or self.groups != 1 or min(pad) < 0 or not is_packed(self.kernel):
            return None
        turned = self.kernel.flip(2, 3).transpose(0, 1).contiguous(memory_format=torch.channels_last)
        return FixedConvolution(turned, None, (1, 1), pad, self.dilation)

    @property
    def _reach(self) -> Pair:
        rows, columns = self.kernel.shape[2:]
        return self.dilation[0] * (rows - 1), self.dilation[1] * (columns - 1)

    @cached_property
    def _is_strided_over_pictures(self) -> bool:
        is_plain = self.groups == 1 and self.dilation == (1, 1) and self.kernel.shape[1] <= _FEW
        return is_plain and self.kernel.device.type == "cpu" and self.stride[0] == self.stride[1] > 1

    def _between_steps(self, diff: torch.Tensor, shape: Sequence[int]) -> torch.Tensor:
        step, (height, width) = self.stride[0], shape[2:]
        rows, columns = (_reading(*side) for side in zip(self.kernel.shape[2:], self.stride, self.pad, strict=True))
        cells = [-(-side // step) for side in (height, width)]
        # As much on both sides, and what is too much cut off: that is done without copying.
        pad = [
            max(0, -each[0], count + each[-1] + 1 - size)
            for each, count, size in zip((rows, columns), cells, diff.shape[2:], strict=True)
        ]
        sums = self._between(diff, (pad[0], pad[1]))
        top, left = pad[0] + rows[0], pad[1] + columns[0]
        inside = sums[:, :, top : top + cells[0], left : left + cells[1]]
        return F.pixel_shuffle(inside, step)[:, :, :height, :width]

    @cached_property
    def _between(self) -> FixedConvolution:
        """Return what makes, of diffs around it, those of a cell of step x step values."""
        step, (outputs, channels, *sides) = self.stride[0], self.kernel.shape
        taps = [
            torch.tensor(
                [[_tap(place, cell, side, step, pad) for cell in _reading(side, step, pad)] for place in range(step)]
            )
            for side, pad in zip(sides, self.pad, strict=True)
        ]
        # Where a cell's place lies in no window of a step, the tap is a row or column of zeros.
        spread = F.pad(self.kernel, (0, 1, 0, 1))[:, :, taps[0][:, :, None, None], taps[1]]
        kernel = spread.permute(1, 2, 4, 0, 3, 5).reshape(channels * step**2, outputs, *spread.shape[3::2])
        return FixedConvolution(kernel.contiguous(memory_format=torch.channels_last))


def _reading(side: int, step: int, pad: int) -> range:
    """Return which outputs, counted from a cell's own, have a value of the cell in their windows."""
    return range(-((side - 1 - pad) // step), (step - 1 + pad) // step + 1)


def _tap(place: int, cell: int, side: int, step: int, pad: int) -> int:
    tap = place + pad - step * cell
    return tap if 0 <= tap < side else side


def filtered(
    x: torch.Tensor, convolve: Filter, sizes: Sequence[int] = (), *, rectifies: bool = False
) -> tuple[Sequence[torch.Tensor], Backward]:
    """Return x (N, C, H, W) convolved, rectified where asked for, in tops of ``sizes`` channels, and the backward."""
    y, shape = convolve(x), x.shape
    sizes = sizes or (y.shape[1],)
    values = rectify_(y) if rectifies else None

    def backward(diffs: Diffs) -> Diffs:
        known = [_zeros_beside(diffs, size) if diff is None else diff for diff, size in zip(diffs, sizes, strict=True)]
        if values is None:
            diff = torch.cat(known, 1) if len(known) > 1 else known[0]
        else:
            diff = rectified_diff(known, values, sizes)
        return (convolve.back(diff, shape),)

    return y.split_with_sizes(sizes, 1) if len(sizes) > 1 else (y,), backward


def _zeros_beside(diffs: Diffs, channels: int) -> torch.Tensor:
    one = next(diff for diff in diffs if diff is not None)
    return one.new_zeros(one.shape[0], channels, *one.shape[2:])
