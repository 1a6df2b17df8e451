"""Convolution: groups, dilation, rectangular kernels."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import WeightsError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, too_small, weights
from dreamstream.network.layers.window import pair


@REGISTRY.register("Convolution")
def convolution(layer: LayerSpec, placement: Placement) -> Operation:
    """Return Caffe's Convolution; output sizes are rounded down."""
    has_bias = layer.flag("bias_term", True)
    weights(layer, 2 if has_bias else 1)
    kernel = placement.tensor(layer.weights[0])
    bias = placement.tensor(layer.weights[1].reshape(-1)) if has_bias else None
    stride, pad, dilation = (pair(layer, name, at) for name, at in (("stride", 1), ("pad", 0), ("dilation", 1)))
    groups = layer.integer("group", 1)
    reach = (dilation[0] * (kernel.shape[2] - 1) + 1, dilation[1] * (kernel.shape[3] - 1) + 1)

    def operation(bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        (x,) = bottoms
        if x.shape[1] != kernel.shape[1] * groups:
            raise WeightsError(
                f"layer '{layer.name}': its weights are {tuple(kernel.shape)} with {groups} group(s), "
                f"but its bottom '{layer.bottoms[0]}' has {x.shape[1]} channels"
            )
        if x.shape[2] + 2 * pad[0] < reach[0] or x.shape[3] + 2 * pad[1] < reach[1]:
            raise too_small(layer, x, reach)
        return (F.conv2d(x, kernel, bias, stride, pad, dilation, groups),)

    return operation
