"""Layers that route blobs: copies, concatenation, slices, and an end for what nothing reads."""

from collections.abc import Sequence
from itertools import pairwise

import torch

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, dimension, require_blobs, title
from dreamstream.network.layers.two_way import Back, with_one_top


@REGISTRY.register("Split")
def split(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Split: the bottom once for every top; their gradients add."""
    copies = len(layer.tops)
    require_blobs(layer, len(layer.bottoms) == 1 and copies > 0, "one bottom and at least one top")
    return lambda bottoms: (bottoms[0],) * copies


@REGISTRY.register("Concat")
def concat(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Concat along ``axis`` (1, the channels; older files say ``concat_dim``)."""
    axis = _axis(layer, "concat_dim")
    require_blobs(layer, len(layer.bottoms) > 0 and len(layer.tops) == 1, "at least one bottom and one top")

    def join(bottoms: Sequence[torch.Tensor]) -> tuple[torch.Tensor, Back]:
        shapes = [tuple(bottom.shape) for bottom in bottoms]
        along = dimension(layer, bottoms[0], axis)
        if len({shape[:along] + shape[along + 1 :] for shape in shapes}) > 1:
            raise ModelError(f"{title(layer)} can't join blobs of the shapes {shapes} along axis {axis}")
        sizes = [shape[along] for shape in shapes]
        return torch.cat(tuple(bottoms), along), lambda diff: diff.split_with_sizes(sizes, along)

    return with_one_top(join)


@REGISTRY.register("Slice")
def slices(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Slice along ``axis`` (1, the channels; older files say ``slice_dim``).

    ``slice_point`` holds where every top but the first begins; without it all tops are of one size.
    """
    count, axis, points = len(layer.tops), _axis(layer, "slice_dim"), layer.integers("slice_point")
    require_blobs(layer, len(layer.bottoms) == 1 and count > 0, "one bottom and at least one top")
    if points and len(points) != count - 1:
        raise ModelError(f"{title(layer)}: {count} tops need {count - 1} slice points, not {len(points)}")

    def operation(bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        along = dimension(layer, bottoms[0], axis)
        length = bottoms[0].shape[along]
        bounds = (0, *(points or (length * index // count for index in range(1, count))), length)
        sizes = [end - start for start, end in pairwise(bounds)]
        if min(sizes) < 1 or (not points and length % count):
            where = f"at {points}" if points else f"into {count} equal parts"
            raise ModelError(f"{title(layer)} can't cut the {length} values of axis {axis} {where}")
        return torch.split_with_sizes(bottoms[0], sizes, along)

    return operation


@REGISTRY.register("Silence")
def silence(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Silence: it takes any bottoms and makes nothing of them."""
    require_blobs(layer, len(layer.bottoms) > 0 and not layer.tops, "at least one bottom and no top")
    return lambda _bottoms: ()


def _axis(layer: LayerSpec, old_name: str) -> int:
    axis = layer.integer("axis", 1)
    return layer.integer(old_name, 1) if axis == 1 else axis
