"""Normalisation to mean 0 and variance 1: BatchNorm and BN by stored statistics, MVN by the picture's own."""

import math
from typing import Any

import numpy as np
import torch

from dreamstream.caffe.spec import LayerSpec, Weights
from dreamstream.errors import WeightsError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, dimension, one_to_one, require_weights, title


@REGISTRY.register("BatchNorm")
def batch_norm(layer: LayerSpec, placement: Placement) -> Operation:
    """Return Caffe's BatchNorm as it acts outside training: ``(x - mean) / sqrt(variance + eps)`` per channel.

    The weights hold sums, and as the third blob the number to divide them by; where that is 0 the sums count as 0.
    Only a file that says ``use_global_stats: false`` has each channel's own mean and variance taken instead.
    """
    eps = layer.number("eps", 1e-5)
    if not layer.flag("use_global_stats", True):
        return one_to_one(layer, lambda x: _by_own_statistics(x, dimension(layer, x, 1), eps))
    require_weights(layer, 3)
    sums, squares, count = (blob.reshape(-1) for blob in layer.weights[:3])
    factor = np.float32(1 / count[0] if count[0] else 0)
    mean = placement.tensor(sums * factor)
    inverse = placement.tensor(np.float32(1) / _deviation(layer, squares * factor, eps))

    def normalize(x: torch.Tensor) -> torch.Tensor:
        column = _column(layer, x, mean, inverse)
        return (x - mean.view(column)) * inverse.view(column)

    return one_to_one(layer, normalize)


@REGISTRY.register("BN")
def bn(layer: LayerSpec, placement: Placement) -> Operation:
    """Return the BN of SegNet or PSPNet: as BatchNorm and Scale in one; the number of weight blobs says whose.

    PSPNet's four are factor, offset, mean and variance per channel: ``factor * (x - mean) / sqrt(variance + eps) +
    offset``, with the gradient that it has where its statistics are ``frozen``. SegNet's two are factor and offset;
    only with ``bn_mode: INFERENCE`` nothing else is done, otherwise each channel's own mean and variance are taken.
    """
    require_weights(layer, 4 if len(layer.weights) > 2 else 2)
    factors, offsets, *statistics = (blob.reshape(-1) for blob in layer.weights)
    if statistics:
        factors = factors / _deviation(layer, statistics[1], layer.number("eps", 1e-5))
    constants = [placement.tensor(values) for values in (factors, offsets, *statistics[:1])]
    learning = not statistics and layer.choice("bn_mode", "LEARN") == "LEARN"

    def normalize(x: torch.Tensor) -> torch.Tensor:
        column = _column(layer, x, *constants)
        factor, offset, *mean = (values.view(column) for values in constants)
        if learning:
            x = _by_own_statistics(x, 1, 1e-9)
        elif mean:
            x = x - mean[0]
        return x * factor + offset

    return one_to_one(layer, normalize)


def _deviation(layer: LayerSpec, variance: Weights, eps: float) -> Weights:
    total = variance + np.float32(eps)
    if not (total > 0).all():
        raise WeightsError(f"{title(layer)}: a variance in its weights, plus eps {eps:g}, is not above 0")
    return np.asarray(np.sqrt(total), np.float32)


def _column(layer: LayerSpec, x: torch.Tensor, *constants: torch.Tensor) -> tuple[int, ...]:
    channels = x.shape[dimension(layer, x, 1)]
    for values in constants:
        if len(values) != channels:
            raise WeightsError(
                f"{title(layer)}: its weights are for {len(values)} channels, "
                f"its bottom '{layer.bottoms[0]}' has {channels}"
            )
    return (channels, *(1,) * (x.ndim - 2))


def _by_own_statistics(x: torch.Tensor, channels: int, eps: float) -> torch.Tensor:
    others = tuple(axis for axis in range(x.ndim) if axis != channels)
    centred = x - x.mean(others, keepdim=True)
    return centred * torch.rsqrt((centred * centred).mean(others, keepdim=True) + eps)


@REGISTRY.register("MVN")
def mean_variance(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's MVN: minus the mean and, with ``normalize_variance``, divided by (standard deviation + ``eps``).

    Both are taken over each channel of an item, or over all of them with ``across_channels``.
    """
    eps, across = layer.number("eps", 1e-9), layer.flag("across_channels", False)
    normalize_variance = layer.flag("normalize_variance", True)

    def normalize(x: torch.Tensor) -> torch.Tensor:
        rows = x.reshape(math.prod(x.shape[: 1 if across else 2]), -1)
        if not normalize_variance:
            return (rows - rows.mean(1, keepdim=True)).reshape(x.shape)
        result: torch.Tensor = MeanVariance.apply(rows, eps)  # type: ignore[no-untyped-call]
        return result.reshape(x.shape)

    return one_to_one(layer, normalize)


class MeanVariance(torch.autograd.Function):
    """``y = (x - mean) / (deviation + eps)`` of each row, with Caffe's gradient.

    That takes the deviation for ``deviation + eps`` and so has a value also where a row is constant.
    """

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, eps: float) -> torch.Tensor:  # noqa: ANN401
        """Return y for x (rows, values)."""
        centred = x - x.mean(1, keepdim=True)
        spread = (centred * centred).mean(1, keepdim=True).sqrt() + eps
        y = centred / spread
        ctx.save_for_backward(y, spread)
        return y

    @staticmethod
    def backward(ctx: Any, *top_diffs: torch.Tensor) -> Any:  # noqa: ANN401
        """Return dx = (dy - mean(dy) - y * mean(dy * y)) / (deviation + eps)."""
        y, spread = ctx.saved_tensors
        diff = top_diffs[0]
        centred = diff - diff.mean(1, keepdim=True)
        return (centred - y * (diff * y).mean(1, keepdim=True)) / spread, None
