"""InnerProduct: the fully connected layer."""

import torch
import torch.nn.functional as F

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, dimension, one_to_one, require_weights, title


@REGISTRY.register("InnerProduct")
def inner_product(layer: LayerSpec, placement: Placement) -> Operation:
    """Return Caffe's InnerProduct: everything from ``axis`` (1) on is one vector, in C, H, W order."""
    has_bias = layer.flag("bias_term", True)
    require_weights(layer, 2 if has_bias else 1)
    rows_first = layer.weights[0].reshape(-1, layer.weights[0].shape[-1])
    matrix = placement.tensor(rows_first.T if layer.flag("transpose", False) else rows_first)
    bias = placement.tensor(layer.weights[1].reshape(-1)) if has_bias else None
    axis = layer.integer("axis", 1)

    def multiply(x: torch.Tensor) -> torch.Tensor:
        rows = x.flatten(dimension(layer, x, axis))
        if rows.shape[-1] != matrix.shape[1]:
            raise ModelError(
                f"{title(layer)} takes {matrix.shape[1]} values, its bottom '{layer.bottoms[0]}' of shape "
                f"{tuple(x.shape)} has {rows.shape[-1]}: fully connected layers fix the picture's size; "
                "dream on a layer before it"
            )
        return F.linear(rows, matrix, bias)

    return one_to_one(layer, multiply)
