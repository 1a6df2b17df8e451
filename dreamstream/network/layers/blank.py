"""Weights that are nothing but their shape, for asking a network without weights about its blobs."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from dreamstream.caffe.spec import LayerSpec, Weights
from dreamstream.network.layers.affine import broadcast_shape
from dreamstream.network.layers.window import pair

Shapes: TypeAlias = tuple[tuple[int, ...], ...]


def with_blank_weights(layer: LayerSpec, bottom: Sequence[int]) -> LayerSpec:
    """Return ``layer``, given weights of zeros where it has none and its type needs some.

    ``bottom`` is the shape of its bottom. The zeros take no memory. Layers of several bottoms, or of one without
    channels, stay as they are.

    Raises:
        ModelError: the layer's parameters do not make sense for this bottom.
    """
    if layer.weights or layer.type not in _SHAPES or len(layer.bottoms) != 1 or len(bottom) < 2:
        return layer
    shapes = _SHAPES[layer.type](layer, tuple(bottom))
    return replace(layer, weights=tuple(_zeros(*shape) for shape in shapes))


def _convolution(layer: LayerSpec, bottom: Sequence[int]) -> Shapes:
    outputs, groups = layer.integer("num_output"), max(1, layer.integer("group", 1))
    return (outputs, bottom[1] // groups, *pair(layer, "kernel_size", 0)), (outputs,)


def _depthwise(layer: LayerSpec, bottom: Sequence[int]) -> Shapes:
    return (bottom[1], 1, *pair(layer, "kernel_size", 0)), (bottom[1],)


def _deconvolution(layer: LayerSpec, bottom: Sequence[int]) -> Shapes:
    outputs, groups = layer.integer("num_output"), max(1, layer.integer("group", 1))
    return (bottom[1], outputs // groups, *pair(layer, "kernel_size", 0)), (outputs,)


def _inner_product(layer: LayerSpec, bottom: Sequence[int]) -> Shapes:
    outputs, inputs = layer.integer("num_output"), math.prod(bottom[layer.integer("axis", 1) :])
    return ((inputs, outputs) if layer.flag("transpose", False) else (outputs, inputs)), (outputs,)


def _prelu(layer: LayerSpec, bottom: Sequence[int]) -> Shapes:
    return ((1 if layer.flag("channel_shared", False) else bottom[1],),)


def _normalize(layer: LayerSpec, bottom: Sequence[int]) -> Shapes:
    return ((1 if layer.flag("channel_shared", True) else bottom[1],),)


def _bn(_: LayerSpec, bottom: Sequence[int]) -> Shapes:
    return (bottom[1],), (bottom[1],)


def _batch_norm(_: LayerSpec, bottom: Sequence[int]) -> Shapes:
    return (bottom[1],), (bottom[1],), (1,)


def _affine(layer: LayerSpec, bottom: Sequence[int]) -> Shapes:
    return (broadcast_shape(layer, [bottom]),) * (2 if layer.flag("bias_term", False) else 1)


def _zeros(*shape: int) -> Weights:
    return np.broadcast_to(np.float32(0), shape)


_SHAPES: dict[str, Callable[[LayerSpec, Sequence[int]], Shapes]] = {
    "BN": _bn,
    "BatchNorm": _batch_norm,
    "Bias": _affine,
    "Convolution": _convolution,
    "ConvolutionDepthwise": _depthwise,
    "Deconvolution": _deconvolution,
    "DepthwiseConvolution": _convolution,
    "InnerProduct": _inner_product,
    "Normalize": _normalize,
    "PReLU": _prelu,
    "Scale": _affine,
}
