"""Layers that change each value by itself."""

import torch
import torch.nn.functional as F

from dreamstream.caffe.spec import LayerSpec
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, one_to_one


@REGISTRY.register("ReLU")
def relu(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's ReLU, leaky with ``negative_slope``; its gradient at 0 is 0 (the slope, when leaky)."""
    slope = layer.number("negative_slope", 0.0)
    if slope:
        return one_to_one(layer, lambda x: F.leaky_relu(x, slope))
    return one_to_one(layer, torch.relu)


@REGISTRY.register("TanH")
def tanh(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's TanH."""
    return one_to_one(layer, torch.tanh)


@REGISTRY.register("Dropout")
def dropout(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Dropout as it acts outside training: nothing changes."""
    return one_to_one(layer, lambda x: x)


@REGISTRY.register("Softmax")
def softmax(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Softmax over ``axis`` (1, the channels)."""
    axis = layer.integer("axis", 1)
    return one_to_one(layer, lambda x: torch.softmax(x, axis))
