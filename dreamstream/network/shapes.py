"""The shapes of a network's blobs for an input, layer by layer, without computing or needing weights."""

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeAlias

import torch

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.network.device import SHAPES_ONLY
from dreamstream.network.layers import MISFITS, build
from dreamstream.network.layers.blank import with_blank_weights

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


def shape_only(shape: Sequence[int]) -> torch.Tensor:
    """Return a tensor of ``shape`` that has no values."""
    return torch.empty(tuple(shape), dtype=SHAPES_ONLY.dtype, device=SHAPES_ONLY.device)


def _traced(layer: LayerSpec, bottoms: tuple[Shape, ...]) -> TracedLayer:
    with torch.no_grad(), suppress(*MISFITS):
        layer = with_blank_weights(layer, bottoms[0])
        operation = build(layer, SHAPES_ONLY)
        plain = _plain_top(layer, bottoms)
        tops = (plain,) if plain else tuple(tuple(top.shape) for top in operation([shape_only(b) for b in bottoms]))
        if len(tops) == len(layer.tops):
            return TracedLayer(layer, bottoms, tops)
    return TracedLayer(layer, bottoms, None)


def _plain_top(layer: LayerSpec, bottoms: Sequence[Shape]) -> Shape | None:
    """Return the shape of a layer's only top where it is plain to see; None where the operation has to tell.

    Elementwise operations without data make torch load its compiler first, which takes longer than all the rest.
    """
    first, *_ = bottoms
    along_channels = len(first) > 1 and layer.integer("axis", 1) == layer.integer("concat_dim", 1) == 1
    if layer.type in _SHAPE_KEEPING and len(set(bottoms)) == 1:
        return first
    if layer.type == "Concat" and along_channels and len({(*shape[:1], *shape[2:]) for shape in bottoms}) == 1:
        return (first[0], sum(shape[1] for shape in bottoms), *first[2:])
    if layer.type == "InnerProduct" and along_channels:
        outputs = layer.integer("num_output")
        return (first[0], outputs) if math.prod(first[1:]) * outputs == layer.weights[0].size else None
    return None
