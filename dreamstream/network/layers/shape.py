"""Layers that change a blob's shape or order: Flatten, Reshape, Tile, Crop, Permute, ShuffleChannel."""

import math
from collections.abc import Mapping, Sequence

import torch

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, dimension, one_to_one, require_blobs, title


@REGISTRY.register("Flatten")
def flatten(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Flatten: the axes from ``axis`` (1) to ``end_axis`` (-1, the last) become one."""
    first, last = layer.integer("axis", 1), layer.integer("end_axis", -1)

    def join(x: torch.Tensor) -> torch.Tensor:
        start, end = dimension(layer, x, first), dimension(layer, x, last)
        if start > end:
            raise ModelError(f"{title(layer)}: axis {first} comes after end_axis {last}")
        return x.flatten(start, end)

    return one_to_one(layer, join)


@REGISTRY.register("Reshape")
def reshape(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Reshape of ``num_axes`` axes (-1, all the rest) from ``axis`` (0) on.

    In ``shape`` a 0 copies the bottom's axis of the same position and one -1 is whatever is left. A negative
    ``axis`` counts from the end, where -1 is after the last axis.
    """
    shape = layer.params.get("shape", {})
    sides = shape.get("dim", ()) if isinstance(shape, Mapping) else ()
    new = tuple(side for side in sides if isinstance(side, int)) if isinstance(sides, tuple) else ()
    axis, count = layer.integer("axis", 0), layer.integer("num_axes", -1)

    def change(x: torch.Tensor) -> torch.Tensor:
        start = axis if axis >= 0 else x.ndim + 1 + axis
        end = x.ndim if count == -1 else start + count
        complaint = ModelError(
            f"{title(layer)} can't give a bottom of shape {tuple(x.shape)} the shape {new} from axis {axis} on"
        )
        if not 0 <= start <= end <= x.ndim or any(not side and start + at >= x.ndim for at, side in enumerate(new)):
            raise complaint
        middle = (side or x.shape[start + at] for at, side in enumerate(new))
        sizes = [*x.shape[:start], *middle, *x.shape[end:]]
        fixed = math.prod(size for size in sizes if size != -1)
        fits = x.numel() % fixed == 0 if fixed and sizes.count(-1) == 1 else x.numel() == fixed
        if not fits or sizes.count(-1) > 1 or min(new, default=0) < -1:
            raise complaint
        return x.reshape(sizes)

    return one_to_one(layer, change)


@REGISTRY.register("Tile")
def tile(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Tile: the bottom ``tiles`` times side by side along ``axis`` (1, the channels)."""
    axis, tiles = layer.integer("axis", 1), layer.integer("tiles")
    if tiles < 1:
        raise ModelError(f"{title(layer)}: tiles has to be at least 1, not {tiles}")

    def repeat(x: torch.Tensor) -> torch.Tensor:
        along = dimension(layer, x, axis)
        return x.repeat([tiles if each == along else 1 for each in range(x.ndim)])

    return one_to_one(layer, repeat)


@REGISTRY.register("Crop")
def crop(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Crop: the first bottom cut to the second's size from ``axis`` (2) on.

    ``offset`` is where the cut begins, one number for all of these axes or one for each, 0 unless set. The second
    bottom's values have no part in it, nor does it get a gradient.
    """
    require_blobs(layer, (len(layer.bottoms), len(layer.tops)) == (2, 1), "two bottoms and one top")
    axis, offsets = layer.integer("axis", 2), layer.integers("offset") or (0,)

    def operation(bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        x, model = bottoms
        first = dimension(layer, x, axis)
        starts = offsets * (x.ndim - first) if len(offsets) == 1 else offsets
        if len(starts) != x.ndim - first or model.ndim != x.ndim:
            raise ModelError(
                f"{title(layer)}: offsets {offsets} from axis {axis} on do not fit bottoms of the shapes "
                f"{tuple(x.shape)} and {tuple(model.shape)}"
            )
        for along, start in enumerate(starts, first):
            if start + model.shape[along] > x.shape[along]:
                raise ModelError(
                    f"{title(layer)} can't cut {model.shape[along]} values at {start} out of the "
                    f"{x.shape[along]} of axis {along}"
                )
            x = x.narrow(along, start, model.shape[along])
        return (x,)

    return operation


@REGISTRY.register("Permute")
def permute(layer: LayerSpec, _: Placement) -> Operation:
    """Return SSD's Permute: the bottom's axes in the order of ``order``; those that it leaves out come after."""
    order = layer.integers("order")
    if len(set(order)) < len(order):
        raise ModelError(f"{title(layer)}: its order {order} names an axis twice")

    def change(x: torch.Tensor) -> torch.Tensor:
        first = [dimension(layer, x, axis) for axis in order]
        return x.permute(*first, *(axis for axis in range(x.ndim) if axis not in first))

    return one_to_one(layer, change)


@REGISTRY.register("ShuffleChannel")
def shuffle_channel(layer: LayerSpec, _: Placement) -> Operation:
    """Return ShuffleNet's ShuffleChannel: of ``group`` (1) groups the first channel each, then the second each."""
    groups = layer.integer("group", 1)
    if groups < 1:
        raise ModelError(f"{title(layer)}: group has to be at least 1, not {groups}")

    def shuffle(x: torch.Tensor) -> torch.Tensor:
        channels = x.shape[dimension(layer, x, 1)]
        if channels % groups:
            raise ModelError(f"{title(layer)}: {channels} channels can't be split into {groups} groups")
        return x.reshape(len(x), groups, -1, *x.shape[2:]).transpose(1, 2).flatten(1, 2)

    return one_to_one(layer, shuffle)
