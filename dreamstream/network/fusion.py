"""Layers that are computed faster as one, found by what they are rather than by their names.

A convolution takes the ReLU that alone reads it along. Convolutions by single values that read the same blob, and
are alike but for their weights, become one with all their outputs. Pooling is told of values that ReLUs have left.
Whatever somebody asked for stays what it is: only values that nobody reads are no longer made.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from dreamstream.caffe.spec import LayerSpec
from dreamstream.network.device import Placement
from dreamstream.network.graph import Plan, Step, Version, last_reads
from dreamstream.network.layers import Operation, build
from dreamstream.network.layers.convolution import joined
from dreamstream.network.layers.window import dilation_of, pair


class Work(NamedTuple):
    """What one operation computes: a layer, or some convolutions at once."""

    layers: tuple[LayerSpec, ...]
    rectified: bool = False
    """Convolutions with a ReLU after each."""

    def build(self, placement: Placement) -> Operation:
        """Return the operation there; raises as a layer's ``build``."""
        if self.rectified or len(self.layers) > 1:
            return joined(self.layers, placement, rectified=self.rectified)
        (layer,) = self.layers
        return build(layer, placement)


@dataclass(frozen=True, eq=False)
class Stage:
    """Some work with the versions it reads and writes; any number of a plan's steps."""

    work: Work
    reads: tuple[Version, ...]
    writes: tuple[Version, ...]
    last_reads: tuple[Version, ...] = ()
    """As a step's."""


def fused(route: Plan) -> tuple[Stage, ...]:
    """Return the stages that compute what the plan's steps do, in an order in which they can run."""
    stages = list(_stages(route))
    lasts = last_reads([stage.reads for stage in stages], route.ends)
    return tuple(Stage(stage.work, stage.reads, stage.writes, last) for stage, last in zip(stages, lasts, strict=True))


def _stages(route: Plan) -> Iterator[Stage]:
    rectifiers = _rectifiers(route)
    absorbed = set(rectifiers.values())
    groups: dict[object, list[Step]] = defaultdict(list)
    for step in route.steps:
        groups[_kind(step, step in rectifiers)].append(step)
    for step in route.steps:
        group = groups[_kind(step, step in rectifiers)]
        if step is group[0] and step not in absorbed:
            ends = [rectifiers.get(member, member) for member in group]
            work = Work(tuple(member.layer for member in group), step in rectifiers)
            yield Stage(work, step.reads, tuple(version for end in ends for version in end.writes))


def _rectifiers(route: Plan) -> dict[Step, Step]:
    """Return the convolutions whose values are nobody's but a ReLU's, each with that."""
    readers = Counter(version for step in route.steps for version in step.reads)
    readers.update(route.ends)
    makers = {step.writes[0]: step for step in route.steps if _is_plain_convolution(step.layer)}
    return {
        makers[step.reads[0]]: step
        for step in route.steps
        if _is_plain_relu(step.layer) and step.reads[0] in makers and readers[step.reads[0]] == 1
    }


def _kind(step: Step, is_rectified: bool) -> object:
    """Return what steps that can be computed as one have in common; a step that has to stay alone is its own kind."""
    layer = step.layer
    if not _is_plain_convolution(layer) or layer.weights[0].shape[2:] != (1, 1):
        return step
    geometry = pair(layer, "stride", 1), pair(layer, "pad", 0), dilation_of(layer)
    return step.reads, layer.weights[0].shape[1], len(layer.weights), geometry, is_rectified


def _is_plain_relu(layer: LayerSpec) -> bool:
    is_one_to_one = len(layer.bottoms) == len(layer.tops) == 1
    return layer.type == "ReLU" and is_one_to_one and not layer.number("negative_slope", 0.0)


def _is_plain_convolution(layer: LayerSpec) -> bool:
    """Return whether it has one bottom, one top, one group, and just the weights that it needs."""
    if layer.type != "Convolution" or not len(layer.bottoms) == len(layer.tops) == 1:
        return False
    if len(layer.weights) != 1 + layer.flag("bias_term", True) or layer.weights[0].ndim != 4:
        return False
    has_its_bias = len(layer.weights) == 1 or layer.weights[1].size == len(layer.weights[0])
    return has_its_bias and layer.integer("group", 1) == 1
