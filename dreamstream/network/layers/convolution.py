"""Convolution, also of each channel by itself, and Deconvolution: groups, dilation, rectangular kernels."""

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F

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
from dreamstream.network.layers.filtering import Filter, filtered
from dreamstream.network.layers.two_way import Backward, TwoWay
from dreamstream.network.layers.window import Pair, dilation_of, pair


@REGISTRY.register("Convolution", "DepthwiseConvolution")
def convolution(layer: LayerSpec, placement: Placement) -> Operation:
    """Return Caffe's Convolution; output sizes are rounded down.

    The MobileNet forks' DepthwiseConvolution is the same, only faster there where ``group`` says so.
    """
    kernel, bias = _constants(layer, placement)
    return _filtering(layer, _filter(layer, kernel, bias, _groups(layer, kernel.shape[0], "outputs")))


@REGISTRY.register("ConvolutionDepthwise")
def depthwise(layer: LayerSpec, placement: Placement) -> Operation:
    """Return the MobileNet forks' ConvolutionDepthwise: each channel has a kernel of its own.

    The weights are (channels, 1, rows, columns); ``num_output`` and ``group`` have no say.
    """
    kernel, bias = _constants(layer, placement)
    if kernel.shape[1] != 1:
        raise WeightsError(f"{title(layer)} needs weights of one channel each, not of shape {tuple(kernel.shape)}")
    return _filtering(layer, _filter(layer, kernel, bias, kernel.shape[0]))


def joined(layers: Sequence[LayerSpec], placement: Placement, *, rectified: bool) -> Operation:
    """Return the operation of Convolutions of one group that read one bottom and are alike but for their weights.

    Its tops are theirs in order, each as a ReLU would leave it where ``rectified``. What does not fit is told of the
    first layer.
    """
    kernels, *biases = zip(*(layer.weights for layer in layers), strict=True)
    kernel = placement.tensor(np.concatenate(kernels))
    bias = placement.tensor(np.concatenate([each.reshape(-1) for each in biases[0]])) if biases else None
    sizes = tuple(len(each) for each in kernels)
    return _filtering(layers[0], _filter(layers[0], kernel, bias, 1), sizes, rectified)


def _filter(layer: LayerSpec, kernel: torch.Tensor, bias: torch.Tensor | None, groups: int) -> Filter:
    return Filter(kernel, bias, pair(layer, "stride", 1), pair(layer, "pad", 0), dilation_of(layer), groups)


def _filtering(layer: LayerSpec, convolve: Filter, sizes: tuple[int, ...] = (), rectifies: bool = False) -> Operation:
    require_blobs(layer, len(layer.bottoms) == len(layer.tops) == 1, "one bottom and one top")
    extent = _extent(convolve.kernel, convolve.dilation)
    least = (extent[0] - 2 * convolve.pad[0], extent[1] - 2 * convolve.pad[1])
    channels = convolve.kernel.shape[1] * convolve.groups

    def forward(bottoms: Sequence[torch.Tensor]) -> tuple[Sequence[torch.Tensor], Backward]:
        _require_fit(layer, bottoms[0], channels, least)
        return filtered(bottoms[0], convolve, sizes, rectifies=rectifies)

    return TwoWay(forward)


@REGISTRY.register("Deconvolution")
def deconvolution(layer: LayerSpec, placement: Placement) -> Operation:
    """Return Caffe's Deconvolution, a convolution's gradient: ``stride * (n - 1) + kernel - 2 * pad`` values a side."""
    kernel, bias = _constants(layer, placement)
    stride, pad, dilation = pair(layer, "stride", 1), pair(layer, "pad", 0), dilation_of(layer)
    groups = _groups(layer, kernel.shape[0], "inputs")
    rows, columns = (
        1 - (size - 2 * side - 1) // step
        for size, side, step in zip(_extent(kernel, dilation), pad, stride, strict=True)
    )

    def operation(x: torch.Tensor) -> torch.Tensor:
        _require_fit(layer, x, kernel.shape[0], (rows, columns))
        return F.conv_transpose2d(x, kernel, bias, stride, pad, 0, groups, dilation)

    return one_to_one(layer, operation)


def _constants(layer: LayerSpec, placement: Placement) -> tuple[torch.Tensor, torch.Tensor | None]:
    has_bias = layer.flag("bias_term", True)
    require_weights(layer, 2 if has_bias else 1)
    bias = placement.tensor(layer.weights[1].reshape(-1)) if has_bias else None
    return placement.tensor(layer.weights[0]), bias


def _groups(layer: LayerSpec, channels: int, words: str) -> int:
    groups = layer.integer("group", 1)
    if groups < 1 or channels % groups:
        raise ModelError(f"{title(layer)}: {channels} {words} can't be split into {groups} groups")
    return groups


def _extent(kernel: torch.Tensor, dilation: Pair) -> Pair:
    return dilation[0] * (kernel.shape[2] - 1) + 1, dilation[1] * (kernel.shape[3] - 1) + 1


def _require_fit(layer: LayerSpec, x: torch.Tensor, channels: int, least: Pair) -> None:
    if x.shape[dimension(layer, x, 1)] != channels:
        raise WeightsError(
            f"{title(layer)}: its weights are for {channels} channels, its bottom '{layer.bottoms[0]}' has {x.shape[1]}"
        )
    require_size(layer, x, least)
