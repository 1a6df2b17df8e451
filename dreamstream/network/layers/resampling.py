"""Layers that make a picture larger or smaller: Interp, and the two layers that are called Upsample."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, one_to_one, require_blobs, require_size, title
from dreamstream.network.layers.window import Pair


@REGISTRY.register("Interp")
def interp(layer: LayerSpec, _: Placement) -> Operation:
    """Return DeepLab's Interp: bilinear, with the corners of bottom and top on each other.

    First ``-pad_beg`` rows and columns are cut off at the start and ``-pad_end`` at the end. Of the n that are left
    ``shrink_factor`` makes (n - 1) // shrink_factor + 1 and ``zoom_factor`` then (n - 1) * zoom_factor + 1. A
    ``height`` and ``width`` count unless just one of the factors is set.
    """
    start, end = -layer.integer("pad_beg", 0), -layer.integer("pad_end", 0)
    if start < 0 or end < 0:
        raise ModelError(f"{title(layer)}: pad_beg and pad_end can't be above 0, not {-start} and {-end}")
    resized = _interpolated_size(layer)

    def operation(x: torch.Tensor) -> torch.Tensor:
        require_size(layer, x, (start + end + 1, start + end + 1))
        height, width = x.shape[2] - start - end, x.shape[3] - start - end
        inner = x.narrow(2, start, height).narrow(3, start, width)
        return F.interpolate(inner, resized((height, width)), mode="bilinear", align_corners=True)

    return one_to_one(layer, operation)


def _interpolated_size(layer: LayerSpec) -> Callable[[Pair], Pair]:
    factors = [layer.integer(name) for name in ("shrink_factor", "zoom_factor") if name in layer]
    sides = [layer.integer(name) for name in ("height", "width") if name in layer]
    used = sides if len(sides) == 2 and len(factors) != 1 else factors
    if min(used, default=0) < 1:
        raise ModelError(f"{title(layer)} needs a zoom_factor, a shrink_factor, or height and width, of at least 1")
    if used is sides:
        return lambda _: (sides[0], sides[1])
    shrink, zoom = layer.integer("shrink_factor", 1), layer.integer("zoom_factor", 1)
    return lambda size: ((size[0] - 1) // shrink * zoom + 1, (size[1] - 1) // shrink * zoom + 1)


@REGISTRY.register("Upsample")
def upsample(layer: LayerSpec, _: Placement) -> Operation:
    """Return the YOLO forks' Upsample for one bottom and SegNet's for two.

    The first repeats every value ``scale`` (1) times in both directions. The second puts every value of the first
    bottom where the second, a MAX pooling's mask, says that it came from, and 0 elsewhere; of several for one place
    the last stays, but all get its gradient. Its size is ``upsample_h`` x ``upsample_w``, or the bottom's times
    ``scale_h`` and ``scale_w``, or times ``scale`` (2), less one where ``pad_out_h`` or ``pad_out_w`` are set.
    """
    require_blobs(layer, len(layer.bottoms) in (1, 2) and len(layer.tops) == 1, "one or two bottoms and one top")
    return _repeat(layer) if len(layer.bottoms) == 1 else _unpool(layer)


def _repeat(layer: LayerSpec) -> Operation:
    scale = layer.integer("scale", 1)
    if scale < 1:
        raise ModelError(f"{title(layer)}: scale has to be at least 1, not {scale}")

    def operation(x: torch.Tensor) -> torch.Tensor:
        require_size(layer, x, (1, 1))
        # Plain 'nearest' multiplies by a rounded 1 / scale and misses the first value of some runs.
        return F.interpolate(x, scale_factor=scale, mode="nearest-exact")

    return one_to_one(layer, operation)


def _unpool(layer: LayerSpec) -> Operation:
    enlarged = _unpooled_size(layer)

    def operation(bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        x, mask = bottoms
        require_size(layer, x, (1, 1))
        if x.shape != mask.shape:
            raise ModelError(f"{title(layer)} needs bottoms of one shape, not {tuple(x.shape)} and {tuple(mask.shape)}")
        height, width = enlarged((x.shape[2], x.shape[3]))
        places = mask.detach().long()
        is_inside = (places >= 0) & (places < height * width)
        # A device that computes by itself is not waited for: there, what has no place becomes no number.
        if places.device.type == "cpu" and not is_inside.all():
            raise ModelError(
                f"{title(layer)}: its mask '{layer.bottoms[1]}' names places outside its top of {width}x{height}"
            )
        x, places = torch.where(is_inside, x, torch.nan), torch.where(is_inside, places, 0)
        top: torch.Tensor = Unpooling.apply(x, places, (height, width))  # type: ignore[no-untyped-call]
        return (top,)

    return operation


def _unpooled_size(layer: LayerSpec) -> Callable[[Pair], Pair]:
    if "upsample_h" in layer and "upsample_w" in layer:
        size = layer.integer("upsample_h"), layer.integer("upsample_w")
        if min(size) < 2:
            raise ModelError(f"{title(layer)}: upsample_h and upsample_w have to be at least 2, not {size}")
        return lambda _: size
    common, sides = "scale" in layer, ("scale_h" in layer) + ("scale_w" in layer)
    if sides == 1 or (sides and common):
        raise ModelError(f"{title(layer)} needs upsample_h and upsample_w, or scale, or scale_h and scale_w")
    names = ("scale_h", "scale_w") if sides else ("scale", "scale")
    rows, columns = (layer.integer(name, 2) for name in names)
    fewer_rows, fewer_columns = layer.flag("pad_out_h", False), layer.flag("pad_out_w", False)
    if min(rows, columns) < 2 or (fewer_rows and rows != 2) or (fewer_columns and columns != 2):
        raise ModelError(f"{title(layer)}: its scale has to be at least 2, and 2 where pad_out is set")
    return lambda size: (size[0] * rows - fewer_rows, size[1] * columns - fewer_columns)


class Unpooling(torch.autograd.Function):
    """Values put at their places of a larger picture, the last of several for one place, with SegNet's gradient."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, places: torch.Tensor, size: Pair) -> torch.Tensor:  # noqa: ANN401
        """Return (N, C, *size) for x (N, C, h, w) and places, int64 of x's shape, which count in scan order."""
        ctx.save_for_backward(places)
        rows = places.flatten(2)
        order = torch.arange(rows.shape[2], device=x.device).expand_as(rows)
        # A plain scatter leaves it to chance which of several values stays.
        last = rows.new_full((*rows.shape[:2], size[0] * size[1]), -1).scatter_reduce_(2, rows, order, "amax")
        top = x.flatten(2).gather(2, last.clamp(min=0)).masked_fill_(last < 0, 0)
        return top.view(*x.shape[:2], *size)

    @staticmethod
    def backward(ctx: Any, *top_diffs: torch.Tensor) -> Any:  # noqa: ANN401
        """Return each value's diff: the one at its place."""
        (places,) = ctx.saved_tensors
        return top_diffs[0].flatten(2).gather(2, places.flatten(2)).view(places.shape), None, None
