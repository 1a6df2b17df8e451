"""The shapes of a network's blobs for an input, layer by layer, without computing or needing weights."""

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeAlias

import torch

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.network.device import SHAPES_ONLY
from dreamstream.network.layers import MISFITS, build
from dreamstream.network.layers.blank import with_blank_weights
from dreamstream.network.layers.window import Pair, dilation_of, pair, windows

Shape: TypeAlias = tuple[int, ...]

_SHAPE_KEEPING = frozenset({"Dropout", "ELU", "Eltwise", "LRN", "Power", "ReLU", "TanH"})
"""Layer types whose top has the shape that all their bottoms have."""


@dataclass(frozen=True, eq=False)
class TracedLayer:
    """A layer and the shapes of its blobs as they are when it runs."""

    layer: LayerSpec
    """With blank weights where it has none and its bottom's shape says how many it would need."""
    bottoms: tuple[Shape, ...] | None
    """None where it has none, or one of them is not known."""
    tops: tuple[Shape, ...] | None
    """None where the layer can't run on these bottoms."""


def trace(spec: NetworkSpec, shape: Sequence[int]) -> tuple[TracedLayer, ...]:
    """Return every layer in order with its blobs' shapes for a first input of ``shape``.

    Not known are blobs that also depend on other inputs, that do not fit this one (fully connected layers), whose
    layer is not supported, and all that is made of such blobs.
    """
    known = {name: tuple(shape) for name in list(spec.inputs)[:1]}
    traced = []
    for layer in spec.layers:
        bottoms = tuple(known[name] for name in layer.bottoms if name in known)
        is_known = len(bottoms) == len(layer.bottoms) > 0
        traced.append(_traced(layer, bottoms) if is_known else TracedLayer(layer, None, None))
        for name in layer.tops:
            known.pop(name, None)
        known.update(zip(layer.tops, traced[-1].tops or (), strict=False))
    return tuple(traced)


def with_weights_for(spec: NetworkSpec, shape: Sequence[int]) -> NetworkSpec:
    """Return ``spec`` with blank weights where it has none, as a first input of ``shape`` asks for them.

    That ties fully connected layers to inputs of this size. The weights are zeros that take no memory.
    """
    return replace(spec, layers=tuple(traced.layer for traced in trace(spec, shape)))


def top_shapes(layer: LayerSpec, bottoms: Sequence[Shape]) -> tuple[Shape, ...]:
    """Return the shapes of a layer's tops for those of its bottoms.

    Raises:
        ModelError: the layer's parameters or weights make no sense, or the bottoms don't fit.
        Exception: one of ``MISFITS``, where no check foresaw that they don't.
    """
    operation = build(layer, SHAPES_ONLY)
    plain = _plain_top(layer, bottoms)
    return (plain,) if plain else tuple(tuple(top.shape) for top in operation([_without_values(b) for b in bottoms]))


def _without_values(shape: Shape) -> torch.Tensor:
    return torch.empty(shape, dtype=SHAPES_ONLY.dtype, device=SHAPES_ONLY.device)


def _traced(layer: LayerSpec, bottoms: tuple[Shape, ...]) -> TracedLayer:
    with torch.no_grad(), suppress(*MISFITS):
        layer = with_blank_weights(layer, bottoms[0])
        tops = top_shapes(layer, bottoms)
        if len(tops) == len(layer.tops):
            return TracedLayer(layer, bottoms, tops)
    return TracedLayer(layer, bottoms, None)


def _plain_top(layer: LayerSpec, bottoms: Sequence[Shape]) -> Shape | None:
    """Return the shape of a layer's only top where it is plain to see; None where the operation has to tell.

    Operations without data make torch load its compiler first, which takes seconds.
    """
    first, *_ = bottoms
    if min(first, default=0) < 1 or len(layer.tops) != 1:
        return None
    if layer.type in _SHAPE_KEEPING and len(set(bottoms)) == 1:
        return first
    rule = _RULES.get(layer.type)
    return rule(layer, bottoms) if rule else None


def _concat(layer: LayerSpec, bottoms: Sequence[Shape]) -> Shape | None:
    first, *_ = bottoms
    if _is_along_channels(layer, first) and len({(*shape[:1], *shape[2:]) for shape in bottoms}) == 1:
        return (first[0], sum(shape[1] for shape in bottoms), *first[2:])
    return None


def _inner_product(layer: LayerSpec, bottoms: Sequence[Shape]) -> Shape | None:
    first, outputs = bottoms[0], layer.integer("num_output")
    fits = _is_along_channels(layer, first) and math.prod(first[1:]) * outputs == layer.weights[0].size
    return (first[0], outputs) if fits else None


def _convolution(layer: LayerSpec, bottoms: Sequence[Shape]) -> Shape | None:
    first, (outputs, channels, *kernel) = bottoms[0], layer.weights[0].shape
    if len(first) != 4 or len(kernel) != 2 or first[1] != channels * layer.integer("group", 1):
        return None
    window = zip(first[2:], kernel, *(_window(layer)), dilation_of(layer), strict=True)
    sides = [(side + 2 * pad - dilation * (length - 1) - 1) // step + 1 for side, length, step, pad, dilation in window]
    return (first[0], outputs, *sides) if min(sides) > 0 else None


def _pooling(layer: LayerSpec, bottoms: Sequence[Shape]) -> Shape | None:
    first = bottoms[0]
    if len(first) != 4 or layer.flag("global_pooling", False):
        return None
    ceil = layer.choice("round_mode", "CEIL") == "CEIL"
    each_side = zip(first[2:], pair(layer, "kernel_size", 0), *_window(layer), strict=True)
    sides = [windows(*side, ceil=ceil) for side in each_side]
    return (*first[:2], *sides) if min(sides) > 0 else None


def _window(layer: LayerSpec) -> tuple[Pair, Pair]:
    return pair(layer, "stride", 1), pair(layer, "pad", 0)


def _is_along_channels(layer: LayerSpec, first: Shape) -> bool:
    return len(first) > 1 and layer.integer("axis", 1) == layer.integer("concat_dim", 1) == 1


_RULES: dict[str, Callable[[LayerSpec, Sequence[Shape]], Shape | None]] = {
    "Concat": _concat,
    "Convolution": _convolution,
    "InnerProduct": _inner_product,
    "Pooling": _pooling,
}
