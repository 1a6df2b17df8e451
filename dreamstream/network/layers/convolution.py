"""Convolution: groups, dilation, rectangular kernels."""

import torch
import torch.nn.functional as F

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError, WeightsError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, one_to_one, require_size, require_weights, title
from dreamstream.network.layers.window import pair


@REGISTRY.register("Convolution")
def convolution(layer: LayerSpec, placement: Placement) -> Operation:
    """Return Caffe's Convolution; output sizes are rounded down."""
    has_bias = layer.flag("bias_term", True)
    require_weights(layer, 2 if has_bias else 1)
    kernel = placement.tensor(layer.weights[0])
    bias = placement.tensor(layer.weights[1].reshape(-1)) if has_bias else None
    stride, pad, dilation = pair(layer, "stride", 1), pair(layer, "pad", 0), pair(layer, "dilation", 1)
    groups = layer.integer("group", 1)
    if groups < 1 or kernel.shape[0] % groups:
        raise ModelError(f"{title(layer)}: {kernel.shape[0]} outputs can't be split into {groups} groups")
    least = (
        dilation[0] * (kernel.shape[2] - 1) + 1 - 2 * pad[0],
        dilation[1] * (kernel.shape[3] - 1) + 1 - 2 * pad[1],
    )

    def convolve(x: torch.Tensor) -> torch.Tensor:
        if x.shape[1] != kernel.shape[1] * groups:
            raise WeightsError(
                f"{title(layer)}: its weights are for {kernel.shape[1] * groups} channels, "
                f"its bottom '{layer.bottoms[0]}' has {x.shape[1]}"
            )
        require_size(layer, x, least)
        return F.conv2d(x, kernel, bias, stride, pad, dilation, groups)

    return one_to_one(layer, convolve)
