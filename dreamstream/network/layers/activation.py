"""Activation functions: layers between the weighted ones, that change each value by itself."""

import math

import torch
import torch.nn.functional as F

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import WeightsError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, dimension, one_to_one, require_weights, title


@REGISTRY.register("ReLU")
def relu(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's ReLU, leaky with ``negative_slope``; its gradient at 0 is 0 (the slope, when leaky)."""
    slope = layer.number("negative_slope", 0.0)
    if slope:
        return one_to_one(layer, lambda x: F.leaky_relu(x, slope))
    return one_to_one(layer, torch.relu)


@REGISTRY.register("ReLU6")
def relu6(layer: LayerSpec, _: Placement) -> Operation:
    """Return the MobileNet forks' ReLU6: a ReLU, leaky with ``negative_slope``, to 6 at most; no gradient from 6 on."""
    slope = layer.number("negative_slope", 0.0)
    if slope:
        return one_to_one(layer, lambda x: F.hardtanh(F.leaky_relu(x, slope), -math.inf, 6))
    return one_to_one(layer, F.relu6)


@REGISTRY.register("PReLU")
def prelu(layer: LayerSpec, placement: Placement) -> Operation:
    """Return Caffe's PReLU: a slope below 0 for each channel, or one for all; its gradient at 0 is the slope."""
    require_weights(layer, 1)
    slopes = placement.tensor(layer.weights[0].reshape(-1))
    shared = layer.flag("channel_shared", False)

    def rectify(x: torch.Tensor) -> torch.Tensor:
        channels = 1 if shared else x.shape[dimension(layer, x, 1)]
        if len(slopes) != channels:
            raise WeightsError(f"{title(layer)} needs {channels} slopes, the caffemodel holds {len(slopes)}")
        return F.prelu(x, slopes)

    return one_to_one(layer, rectify)


@REGISTRY.register("ELU")
def elu(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's ELU: ``alpha * (e^x - 1)`` below 0; its gradient at 0 is ``alpha``."""
    alpha = layer.number("alpha", 1.0)
    return one_to_one(layer, lambda x: F.elu(x, alpha))


@REGISTRY.register("TanH")
def tanh(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's TanH."""
    return one_to_one(layer, torch.tanh)


@REGISTRY.register("Sigmoid")
def sigmoid(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Sigmoid."""
    return one_to_one(layer, torch.sigmoid)


@REGISTRY.register("Swish")
def swish(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Swish: ``x * sigmoid(beta * x)``."""
    beta = layer.number("beta", 1.0)
    return one_to_one(layer, lambda x: x * torch.sigmoid(beta * x))


@REGISTRY.register("BNLL")
def bnll(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's BNLL: ``log(1 + e^x)``, also where ``e^x`` would overflow."""
    return one_to_one(layer, F.softplus)


@REGISTRY.register("Dropout")
def dropout(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Dropout as it acts outside training: nothing changes."""
    return one_to_one(layer, lambda x: x)


@REGISTRY.register("Softmax")
def softmax(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Softmax over ``axis`` (1, the channels)."""
    axis = layer.integer("axis", 1)
    return one_to_one(layer, lambda x: torch.softmax(x, dimension(layer, x, axis)))
