"""Normalisation by the size of a neighbourhood: LRN, across channels and within one, and SSD's Normalize."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError, WeightsError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import (
    REGISTRY,
    Operation,
    dimension,
    one_to_one,
    require_blobs,
    require_size,
    require_weights,
    title,
)
from dreamstream.network.layers.filtering import Filter
from dreamstream.network.layers.pooling import average
from dreamstream.network.layers.two_way import Back, with_one_top

_BLOCK = 16
"""Channels that a processor takes at once."""
_FEWEST_IN_BLOCKS = 96
"""Channels above which three blocks are less work than all channels."""


@REGISTRY.register("LRN")
def lrn(layer: LayerSpec, placement: Placement) -> Operation:
    """Return Caffe's LRN: ``y = x * scale ** -beta``.

    Across channels ``scale = k + alpha / size * (sum of squares over size neighbouring channels)``; within a
    channel ``scale = 1 + alpha * (mean of squares over a size x size window, zeros beyond the edge)``.
    """
    size, alpha = layer.integer("local_size", 5), layer.number("alpha", 1.0)
    beta, k = layer.number("beta", 0.75), layer.number("k", 1.0)
    if size % 2 == 0 or alpha < 0:
        raise ModelError(f"{title(layer)}: local_size has to be odd and alpha not below 0, not {size} and {alpha:g}")
    if layer.choice("norm_region", "ACROSS_CHANNELS") == "WITHIN_CHANNEL":
        window, pad, root = (size, size), (size // 2, size // 2), math.sqrt(alpha)
        return one_to_one(layer, lambda x: x * (1 + average((x * root) ** 2, window, (1, 1), pad)).pow(-beta))
    # Squares of activations are often beyond float16, so there the factor acts before the square.
    is_narrow = placement.dtype == torch.float16
    root, factor = (math.sqrt(alpha / size), 1.0) if is_narrow else (1.0, alpha / size)
    sums: dict[int, tuple[Filter, Filter]] = {}

    require_blobs(layer, (len(layer.bottoms), len(layer.tops)) == (1, 1), "one bottom and one top")

    def across(bottoms: Sequence[torch.Tensor]) -> tuple[torch.Tensor, Back]:
        (x,) = bottoms
        require_size(layer, x, (1, 1))
        channels = x.shape[1]
        if channels not in sums:
            band = placement.tensor(factor * _band(channels, size, blocked=placement.device.type == "cpu"))
            offset = placement.tensor(np.full(len(band), k, np.float32))
            window = ((1, 1), (0, band.shape[3] // 2), (1, 1))
            sums[channels] = Filter(band, offset, *window), Filter(band, None, *window)
        return across_channels(x, *sums[channels], root, beta)

    return with_one_top(across)


def across_channels(
    x: torch.Tensor, scales: Filter, sums: Filter, root: float, beta: float
) -> tuple[torch.Tensor, Back]:
    """Return ``y = x * s ** -beta`` with ``s = k + sums of (root * x) ** 2`` for x (N, C, H, W), and the way back.

    That is ``dx = dy * s ** -beta - 2 beta root x * sums of (dy * root x * s ** (-beta - 1))``. ``scales`` are ``sums``
    over neighbours plus k: a convolution with a banded matrix, which the convolution libraries compute faster than any
    pooling over channels.
    """
    scaled = x if root == 1 else x * root
    scale = _over_neighbours(scaled * scaled, scales)
    power = _negative_power(scale, beta)

    def back(diff: torch.Tensor) -> Sequence[torch.Tensor]:
        direct = diff * power
        neighbours = _over_neighbours((direct * scaled).div_(scale), sums)
        return (direct.addcmul_(scaled, neighbours, value=-2 * beta),)

    return x * power, back


def _over_neighbours(values: torch.Tensor, sums: Filter) -> torch.Tensor:
    count, channels, height, width = values.shape
    block = len(sums.kernel)
    if block == channels:
        return sums(values)
    # With its channels innermost the picture's memory is also that of one with a block of channels at each place.
    blocks = values.permute(0, 2, 3, 1).reshape(count, height * width, -1, block).permute(0, 3, 1, 2)
    return sums(blocks).permute(0, 2, 3, 1).reshape(count, height, width, channels).permute(0, 3, 1, 2)


def _negative_power(scale: torch.Tensor, beta: float) -> torch.Tensor:
    if beta == 0.75:
        # The published networks' exponent; two roots are a quarter of the work.
        root = scale.rsqrt()
        return root.mul_(root.sqrt())
    return scale.pow(-beta)


def _band(channels: int, size: int, *, blocked: bool) -> NDArray[np.float32]:
    """Return the kernel that adds up neighbours, of ones: all channels by all, or where it pays block by block.

    A block's is (block, block, 1, 3): the channels of one and those of the blocks before and after it.
    """
    if blocked and channels >= _FEWEST_IN_BLOCKS and channels % _BLOCK == 0 and size // 2 <= _BLOCK:
        index = np.arange(_BLOCK)
        others = [index + shift for shift in (-_BLOCK, 0, _BLOCK)]
        blocks = [np.abs(index[:, None] - other[None, :]) <= size // 2 for other in others]
        return np.stack(blocks, -1).astype(np.float32)[:, :, None, :]
    index = np.arange(channels)
    near: NDArray[np.bool_] = np.abs(index[:, None] - index[None, :]) <= size // 2
    return near.astype(np.float32)[:, :, None, None]


@REGISTRY.register("Normalize")
def normalize(layer: LayerSpec, placement: Placement) -> Operation:
    """Return SSD's Normalize: ``y = scale * x / sqrt(sum of squares + eps)``, the scales from the weights.

    The sum is over a whole item, or with ``across_spatial: false`` over the channels at each place. There is one
    scale, or with ``channel_shared: false`` one for each channel.
    """
    require_weights(layer, 1)
    scales = placement.tensor(layer.weights[0].reshape(-1))
    across, shared = layer.flag("across_spatial", True), layer.flag("channel_shared", True)
    eps = layer.number("eps", 1e-10)

    def operation(x: torch.Tensor) -> torch.Tensor:
        count = x.shape[dimension(layer, x, 1)]
        if len(scales) != (1 if shared else count):
            raise WeightsError(
                f"{title(layer)} needs {1 if shared else count} scales, the caffemodel holds {len(scales)}"
            )
        axes = tuple(range(1, x.ndim)) if across else (1,)
        column = scales.view(-1, *(1,) * (x.ndim - 2))
        result: torch.Tensor = UnitLength.apply(x, column, axes, eps)  # type: ignore[no-untyped-call]
        return result

    return one_to_one(layer, operation)


class UnitLength(torch.autograd.Function):
    """``y = scale * x / length`` with ``length = sqrt(sum of x ** 2 over axes + eps)``, with SSD's gradient.

    That takes the scales for equal inside the sum, so with unequal ones it is not quite the derivative. Sums are
    float32 at least, because the square of an activation is often beyond float16.
    """

    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401
        x: torch.Tensor,
        scale: torch.Tensor,
        axes: tuple[int, ...],
        eps: float,
    ) -> torch.Tensor:
        """Return y for x (N, C, ...)."""
        exact = x.to(torch.promote_types(x.dtype, torch.float32))
        length = ((exact * exact).sum(axes, keepdim=True) + eps).sqrt()
        ctx.save_for_backward(x, scale, length)
        ctx.axes = axes
        return (scale * (exact / length)).to(x.dtype)

    @staticmethod
    def backward(ctx: Any, *top_diffs: torch.Tensor) -> Any:  # noqa: ANN401
        """Return dx = scale * (dy - x * sum(x * dy) / length ** 2) / length."""
        x, scale, length = ctx.saved_tensors
        unit, diff = x / length, top_diffs[0]
        along = (unit * diff).sum(ctx.axes, keepdim=True)
        return (scale * ((diff - unit * along) / length)).to(x.dtype), None, None, None
