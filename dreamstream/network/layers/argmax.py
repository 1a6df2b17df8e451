"""ArgMax: where the largest values are."""

import torch

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, dimension, title
from dreamstream.network.layers.forward_only import forward_only


@REGISTRY.register("ArgMax")
def argmax(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's ArgMax of the ``top_k`` (1) largest values; of equal ones the later comes first.

    Along ``axis`` the top holds their indices, or with ``out_max_val`` the values, in the axis's place. Without an
    axis all values of an item are one vector and the top is (N, 1, top_k), or (N, 2, top_k) of indices and values,
    with as many dimensions as the bottom if that has more. Indices are numbers of the network's own precision.
    It has no gradient.
    """
    count, with_values = layer.integer("top_k", 1), layer.flag("out_max_val", False)
    axis = layer.integer("axis") if "axis" in layer else None

    def largest(x: torch.Tensor, along: int) -> tuple[torch.Tensor, torch.Tensor]:
        length = x.shape[along]
        if not 1 <= count <= length:
            raise ModelError(f"{title(layer)}: top_k has to be within 1 and {length}, not {count}")
        # Flipped, a stable sort puts the later of equal values first.
        values, places = x.flip(along).sort(stable=True, dim=along, descending=True)
        indices = (length - 1 - places).to(x.dtype)
        return indices.narrow(along, 0, count), values.narrow(along, 0, count)

    def along_axis(x: torch.Tensor) -> torch.Tensor:
        indices, values = largest(x, dimension(layer, x, axis or 0))
        return values if with_values else indices

    def of_item(x: torch.Tensor) -> torch.Tensor:
        indices, values = largest(x.flatten(1), 1)
        rows = torch.stack((indices, values) if with_values else (indices,), 1)
        return rows.reshape(*rows.shape, *(1,) * (x.ndim - 3))

    return forward_only(layer, of_item if axis is None else along_axis)
