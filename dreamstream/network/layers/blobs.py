"""Layers that route blobs: copies and concatenation."""

from collections.abc import Sequence

import torch

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, title


@REGISTRY.register("Split")
def split(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Split: the bottom once for every top; their gradients add."""
    copies = len(layer.tops)
    return lambda bottoms: (bottoms[0],) * copies


@REGISTRY.register("Concat")
def concat(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Concat along ``axis`` (1, the channels; older files say ``concat_dim``)."""
    axis, old_axis = layer.integer("axis", 1), layer.integer("concat_dim", 1)
    axis = old_axis if axis == 1 else axis

    def operation(bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        shapes = [tuple(bottom.shape) for bottom in bottoms]
        dimension = axis % len(shapes[0])
        if len({shape[:dimension] + shape[dimension + 1 :] for shape in shapes}) > 1:
            raise ModelError(f"{title(layer)} can't join blobs of the shapes {shapes} along axis {axis}")
        return (torch.cat(tuple(bottoms), dimension),)

    return operation
