"""Weights that are nothing but their shape, for asking a network without weights about its blobs."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dreamstream.caffe.spec import LayerSpec, Weights
from dreamstream.network.layers.window import pair


def with_blank_weights(layer: LayerSpec, bottom: Sequence[int]) -> LayerSpec:
    """Return ``layer``, given weights of zeros where it has none and its type needs some.

    ``bottom`` is the shape of its bottom. The zeros take no memory.
    """
    if layer.weights or layer.type not in ("Convolution", "InnerProduct"):
        return layer
    outputs = layer.integer("num_output")
    shape: tuple[int, ...]
    if layer.type == "Convolution":
        shape = (outputs, bottom[1] // max(1, layer.integer("group", 1)), *pair(layer, "kernel_size", 0))
    else:
        inputs = math.prod(bottom[layer.integer("axis", 1) :])
        shape = (inputs, outputs) if layer.flag("transpose", False) else (outputs, inputs)
    return replace(layer, weights=(_zeros(*shape), _zeros(outputs)))


def _zeros(*shape: int) -> Weights:
    return np.broadcast_to(np.float32(0), shape)
