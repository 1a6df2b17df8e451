"""Convolution, also of each channel by itself, and Deconvolution: groups, dilation, rectangular kernels."""

from collections.abc import Callable

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
    require_size,
    require_weights,
    title,
)
from dreamstream.network.layers.window import Pair, dilation_of, pair


@REGISTRY.register("Convolution", "DepthwiseConvolution")
def convolution(layer: LayerSpec, placement: Placement) -> Operation:
    """Return Caffe's Convolution; output sizes are rounded down.

    The MobileNet forks' DepthwiseConvolution is the same, only faster there where ``group`` says so.
    """
    kernel, bias = _constants(layer, placement)
    return _convolve(layer, kernel, bias, _groups(layer, kernel.shape[0], "outputs"))


@REGISTRY.register("ConvolutionDepthwise")
def depthwise(layer: LayerSpec, placement: Placement) -> Operation:
    """Return the MobileNet forks' ConvolutionDepthwise: each channel has a kernel of its own.

    The weights are (channels, 1, rows, columns); ``num_output`` and ``group`` have no say.
    """
    kernel, bias = _constants(layer, placement)
    if kernel.shape[1] != 1:
        raise WeightsError(f"{title(layer)} needs weights of one channel each, not of shape {tuple(kernel.shape)}")
    return _convolve(layer, kernel, bias, kernel.shape[0])


def _convolve(layer: LayerSpec, kernel: torch.Tensor, bias: torch.Tensor | None, groups: int) -> Operation:
    stride, pad, dilation = pair(layer, "stride", 1), pair(layer, "pad", 0), dilation_of(layer)
    extent = _extent(kernel, dilation)
    least = (extent[0] - 2 * pad[0], extent[1] - 2 * pad[1])
    return _windowed(
        layer,
        kernel.shape[1] * groups,
        least,
        lambda x: F.conv2d(x, kernel, bias, stride, pad, dilation, groups),
    )


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
    return _windowed(
        layer,
        kernel.shape[0],
        (rows, columns),
        lambda x: F.conv_transpose2d(x, kernel, bias, stride, pad, 0, groups, dilation),
    )


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


def _windowed(
    layer: LayerSpec, channels: int, least: Pair, function: Callable[[torch.Tensor], torch.Tensor]
) -> Operation:
    def operation(x: torch.Tensor) -> torch.Tensor:
        if x.shape[dimension(layer, x, 1)] != channels:
            raise WeightsError(
                f"{title(layer)}: its weights are for {channels} channels, "
                f"its bottom '{layer.bottoms[0]}' has {x.shape[1]}"
            )
        require_size(layer, x, least)
        return function(x)

    return one_to_one(layer, operation)
