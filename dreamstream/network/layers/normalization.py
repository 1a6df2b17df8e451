"""Local response normalisation, across channels and within one."""

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from dreamstream.caffe.spec import LayerSpec
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, elementwise
from dreamstream.network.layers.pooling import average


@REGISTRY.register("LRN")
def lrn(layer: LayerSpec, placement: Placement) -> Operation:
    """Return Caffe's LRN: ``y = x * scale ** -beta``.

    Across channels ``scale = k + alpha / size * (sum of squares over size neighbouring channels)``; within a
    channel ``scale = 1 + alpha * (mean of squares over a size x size window, zeros beyond the edge)``.
    """
    size, alpha = layer.integer("local_size", 5), layer.number("alpha", 1.0)
    beta, k = layer.number("beta", 0.75), layer.number("k", 1.0)
    if layer.choice("norm_region", "ACROSS_CHANNELS") == "WITHIN_CHANNEL":
        window, pad = (size, size), ((size - 1) // 2, (size - 1) // 2)
        return elementwise(lambda x: x * (1 + alpha * average(x * x, window, (1, 1), pad)).pow(-beta))
    bands: dict[int, torch.Tensor] = {}

    def across(x: torch.Tensor) -> torch.Tensor:
        channels = x.shape[1]
        if channels not in bands:
            bands[channels] = placement.tensor(_band(channels, size) * np.float32(alpha / size))
        result: torch.Tensor = AcrossChannels.apply(x, bands[channels], k, beta)  # type: ignore[no-untyped-call]
        return result

    return elementwise(across)


class AcrossChannels(torch.autograd.Function):
    """``y = x * s ** -beta`` with ``s = k + band @ x ** 2``; forward and gradient side by side.

    The sum over neighbouring channels is a 1x1 convolution with a banded matrix, which the convolution
    libraries compute faster than any pooling over channels.
    """

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, band: torch.Tensor, k: float, beta: float) -> torch.Tensor:  # noqa: ANN401
        """Return y for x (1, C, H, W)."""
        scale = F.conv2d(x * x, band).add_(k)
        power = scale.pow(-beta)
        ctx.save_for_backward(x, band, scale, power)
        ctx.beta = beta
        return x * power

    @staticmethod
    def backward(ctx: Any, *top_diffs: torch.Tensor) -> Any:  # noqa: ANN401
        """Return dx = dy * s ** -beta - 2 beta x * band^T @ (dy * x * s ** (-beta - 1)); the band is symmetric."""
        x, band, scale, power = ctx.saved_tensors
        direct = top_diffs[0] * power
        neighbours = F.conv2d((direct * x).div_(scale), band)
        return direct.addcmul_(x, neighbours, value=-2 * ctx.beta), None, None, None


def _band(channels: int, size: int) -> NDArray[np.float32]:
    index = np.arange(channels)
    near: NDArray[np.bool_] = np.abs(index[:, None] - index[None, :]) <= (size - 1) // 2
    return near.astype(np.float32)[:, :, None, None]
