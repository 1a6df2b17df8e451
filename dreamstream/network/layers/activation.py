"""Layers that change each value by itself."""

import torch
import torch.nn.functional as F

from dreamstream.caffe.spec import LayerSpec
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, elementwise


@REGISTRY.register("ReLU")
def relu(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's ReLU, leaky with ``negative_slope``; its gradient at 0 is 0 (the slope, when leaky)."""
    slope = layer.number("negative_slope", 0.0)
    if slope:
        return elementwise(lambda x: F.leaky_relu(x, slope))
    return elementwise(torch.relu)


@REGISTRY.register("TanH")
def tanh(_: LayerSpec, __: Placement) -> Operation:
    """Return Caffe's TanH."""
    return elementwise(torch.tanh)


@REGISTRY.register("Dropout")
def dropout(_: LayerSpec, __: Placement) -> Operation:
    """Return Caffe's Dropout as it acts outside training: nothing changes."""
    return elementwise(lambda x: x)


@REGISTRY.register("Softmax")
def softmax(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Softmax over ``axis`` (1, the channels)."""
    axis = layer.integer("axis", 1)
    return elementwise(lambda x: torch.softmax(x, axis))
