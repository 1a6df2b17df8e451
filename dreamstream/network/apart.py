"""Whether several pictures may go through a network at once, each having what it would have alone."""

from collections.abc import Sequence
from dataclasses import replace

from dreamstream.caffe.spec import NetworkSpec
from dreamstream.network.graph import plan
from dreamstream.network.reach import PIXEL, WHOLE_PICTURE, reach_of
from dreamstream.network.shapes import Shape, TracedLayer, trace


def keeps_apart(spec: NetworkSpec, ends: Sequence[str], shape: Sequence[int]) -> bool:
    """Return whether ``ends`` have for pictures of ``shape``, (any number, C, H, W), one row of values for each.

    They don't where a layer on the way takes its mean over all pictures, or cuts, joins or orders along their axis.

    Raises:
        UnknownNameError, ModelError: as ``graph.plan``.
    """
    needed = replace(spec, layers=tuple(step.layer for step in plan(spec, *ends).steps))
    one, two = (trace(needed, (count, *shape[1:])) for count in (1, 2))
    return all(
        not _looks_across(alone) and _is_a_row_each(alone.tops, both.tops) for alone, both in zip(one, two, strict=True)
    )


def _is_a_row_each(alone: tuple[Shape, ...] | None, both: tuple[Shape, ...] | None) -> bool:
    if alone is None or both is None:
        return False
    return all(top[:1] == (1,) and (2, *top[1:]) == other for top, other in zip(alone, both, strict=True))


def _looks_across(traced: TracedLayer) -> bool:
    """Return whether a layer leaves the number of pictures as it is, and mixes them all the same."""
    layer, bottoms = traced.layer, traced.bottoms or ()
    if layer.type in ("BN", "BatchNorm"):
        return reach_of(layer, [PIXEL]) == WHOLE_PICTURE
    return layer.type == "Softmax" and layer.integer("axis", 1) % len(bottoms[0]) == 0
