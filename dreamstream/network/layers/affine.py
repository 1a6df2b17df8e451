"""Scale and Bias: a factor and an offset for each channel, or for any run of axes."""

import math
from collections.abc import Sequence

import torch

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError, WeightsError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, require_blobs, require_weights, title


@REGISTRY.register("Scale")
def scale(layer: LayerSpec, placement: Placement) -> Operation:
    """Return Caffe's Scale: times a factor, from the weights or the second bottom, plus an offset with ``bias_term``.

    The factors run along ``num_axes`` (1) axes from ``axis`` (1) on; -1 is all the rest, 0 one factor for
    everything. A second bottom's own number of axes is taken instead.
    """
    own_factor, has_bias = len(layer.bottoms) == 1, layer.flag("bias_term", False)
    _check(layer, own_factor + has_bias)
    weights = [placement.tensor(blob.reshape(-1)) for blob in layer.weights]

    def operation(bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        x = bottoms[0]
        shape = broadcast_shape(layer, [tuple(bottom.shape) for bottom in bottoms])
        y = x * _spread(layer, weights[0] if own_factor else bottoms[1], shape)
        return (y + _spread(layer, weights[-1], shape) if has_bias else y,)

    return operation


@REGISTRY.register("Bias")
def bias(layer: LayerSpec, placement: Placement) -> Operation:
    """Return Caffe's Bias: plus an offset from the weights or the second bottom, along axes as in Scale."""
    own_offset = len(layer.bottoms) == 1
    _check(layer, int(own_offset))
    weights = [placement.tensor(blob.reshape(-1)) for blob in layer.weights]

    def operation(bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        shape = broadcast_shape(layer, [tuple(bottom.shape) for bottom in bottoms])
        return (bottoms[0] + _spread(layer, weights[0] if own_offset else bottoms[1], shape),)

    return operation


def broadcast_shape(layer: LayerSpec, bottoms: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Return the shape of a Scale's or Bias's factors beside its first bottom's: 1 along every axis they lack.

    Raises:
        ModelError: the bottom lacks some of the axes, or the second bottom is not as long along them.
    """
    first = tuple(bottoms[0])
    axis, count = layer.integer("axis", 1), layer.integer("num_axes", 1) if len(bottoms) == 1 else len(bottoms[1])
    start = axis if axis >= 0 else axis + len(first)
    end = len(first) if count == -1 else start + count
    if count == 0:
        return (1,) * len(first)
    if not 0 <= start < end <= len(first):
        raise ModelError(f"{title(layer)}: a bottom of shape {first} has no {count} axes from axis {axis} on")
    if len(bottoms) == 2 and tuple(bottoms[1]) != first[start:end]:
        raise ModelError(
            f"{title(layer)}: a second bottom of shape {tuple(bottoms[1])} does not fit axis {axis} of {first}"
        )
    return tuple(size if start <= at < end else 1 for at, size in enumerate(first))


def _check(layer: LayerSpec, blobs: int) -> None:
    require_blobs(layer, len(layer.bottoms) in (1, 2) and len(layer.tops) == 1, "one or two bottoms and one top")
    require_weights(layer, blobs)


def _spread(layer: LayerSpec, values: torch.Tensor, shape: tuple[int, ...]) -> torch.Tensor:
    if values.numel() != math.prod(shape):
        raise WeightsError(f"{title(layer)} needs {math.prod(shape)} factors or offsets, not {values.numel()}")
    return values.reshape(shape)
