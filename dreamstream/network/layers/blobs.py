"""Layers that route blobs: copies and concatenation."""

from collections.abc import Sequence

import torch

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation


@REGISTRY.register("Split")
def split(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Split: the bottom once for every top; their gradients add."""
    copies = len(layer.tops)
    return lambda bottoms: (bottoms[0],) * copies


@REGISTRY.register("Concat")
def concat(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Concat along ``axis`` (1, the channels; older files say ``concat_dim``)."""
    axis = layer.integer("concat_dim" if "concat_dim" in layer else "axis", 1)

    def operation(bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        shapes = [tuple(bottom.shape) for bottom in bottoms]
        dimension = axis % len(shapes[0])
        if len({shape[:dimension] + shape[dimension + 1 :] for shape in shapes}) > 1:
            raise ModelError(f"layer '{layer.name}' can't join blobs of the shapes {shapes} along axis {axis}")
        return (torch.cat(tuple(bottoms), dimension),)

    return operation
