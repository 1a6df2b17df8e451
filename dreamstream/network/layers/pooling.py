"""Pooling: maximum and average, with Caffe's rounding."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import torch
import torch.nn.functional as F

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError, UnsupportedLayerError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, require_blobs, require_size, title
from dreamstream.network.layers.forward_only import without_gradient
from dreamstream.network.layers.two_way import Back, forward, with_one_top
from dreamstream.network.layers.window import Pair, pair

_Window: TypeAlias = tuple[Pair, Pair, Pair, bool]
"""Kernel, stride, pad, and whether sizes are rounded up."""


@REGISTRY.register("Pooling")
def pooling(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Pooling.

    Output sizes are rounded up unless ``round_mode`` is FLOOR, so a window may reach beyond the picture or be
    larger than it; a last window that would start in the padding is dropped. (So is one that would start beyond a
    picture without padding, where the original's values are undefined.) MAX gives a tie's gradient to the first
    index in scan order. AVE divides by the window clipped to the padded picture.

    A second top of MAX is its mask: for each value its index in the bottom's plane, in scan order. It is float32
    also in a network of less, and so exact for planes of up to 2 ** 24 values; it has no gradient.
    """
    method = layer.choice("pool", "MAX")
    if method not in ("MAX", "AVE"):
        raise UnsupportedLayerError(f"{title(layer)}: {method} pooling is not supported, only MAX and AVE")
    stride, pad = pair(layer, "stride", 1), pair(layer, "pad", 0)
    ceil = layer.choice("round_mode", "CEIL") == "CEIL"
    if layer.flag("global_pooling", False):
        return _pool(layer, method, lambda x: ((x.shape[2], x.shape[3]), (1, 1), (0, 0), ceil), (1, 1))
    kernel = pair(layer, "kernel_size", 0)
    if pad[0] >= kernel[0] or pad[1] >= kernel[1]:
        raise ModelError(f"{title(layer)}: a window that fits into the padding has nothing to pool")
    rows, columns = (k - 2 * p - (s - 1 if ceil else 0) for k, s, p in zip(kernel, stride, pad, strict=True))
    return _pool(layer, method, lambda _: (kernel, stride, pad, ceil), (rows, columns))


def _pool(layer: LayerSpec, method: str, window: Callable[[torch.Tensor], _Window], least: Pair) -> Operation:
    bottoms, tops = len(layer.bottoms), len(layer.tops)
    subject = f"the mask of {title(layer)}"

    def checked(bottoms: Sequence[torch.Tensor]) -> tuple[torch.Tensor, *_Window]:
        require_size(layer, bottoms[0], least)
        return bottoms[0], *window(bottoms[0])

    def with_mask(bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        maxima, places = _maximum_and_places(*checked(bottoms))
        return maxima, without_gradient(bottoms[0], lambda _: places.float(), subject)

    if method == "AVE":
        require_blobs(layer, (bottoms, tops) == (1, 1), "one bottom and one top")
        return lambda bottoms: (average(*checked(bottoms)),)
    require_blobs(layer, bottoms == 1 and tops in (1, 2), "one bottom and one or two tops")
    return with_mask if tops == 2 else with_one_top(lambda bottoms: _maximum(*checked(bottoms)))


def average(x: torch.Tensor, kernel: Pair, stride: Pair, pad: Pair, ceil: bool = True) -> torch.Tensor:
    """Return average pooling of (1, C, H, W); any padding below the kernel's size, unlike torch's own limit."""
    if _within_torchs_limit(kernel, pad):
        return F.avg_pool2d(x, kernel, stride, pad, ceil, count_include_pad=True)
    pooled = F.avg_pool2d(_padded(x, pad, 0.0), kernel, stride, 0, ceil)
    return _without_windows_in_padding(pooled, x, stride, pad)


def _maximum(x: torch.Tensor, kernel: Pair, stride: Pair, pad: Pair, ceil: bool) -> tuple[torch.Tensor, Back]:
    if not _within_torchs_limit(kernel, pad):
        (top,), backward = forward(lambda bottoms: _maximum_and_places(bottoms[0], kernel, stride, pad, ceil)[:1], (x,))
        return top, lambda diff: backward((diff,))
    maxima, places = F.max_pool2d_with_indices(x, kernel, stride, pad, (1, 1), ceil)
    back = torch.ops.aten.max_pool2d_with_indices_backward.default
    return maxima, lambda diff: (back(diff, x, kernel, stride, pad, (1, 1), ceil, places),)


def _maximum_and_places(
    x: torch.Tensor, kernel: Pair, stride: Pair, pad: Pair, ceil: bool
) -> tuple[torch.Tensor, torch.Tensor]:
    if _within_torchs_limit(kernel, pad):
        return F.max_pool2d_with_indices(x, kernel, stride, pad, (1, 1), ceil)
    padded = _padded(x, pad, -torch.inf)
    both = F.max_pool2d_with_indices(padded, kernel, stride, (0, 0), (1, 1), ceil)
    maxima, places = (_without_windows_in_padding(each, x, stride, pad) for each in both)
    rows, columns = places // padded.shape[3] - pad[0], places % padded.shape[3] - pad[1]
    return maxima, rows * x.shape[3] + columns


def _within_torchs_limit(kernel: Pair, pad: Pair) -> bool:
    return pad[0] <= kernel[0] // 2 and pad[1] <= kernel[1] // 2


def _padded(x: torch.Tensor, pad: Pair, value: float) -> torch.Tensor:
    return F.pad(x, (pad[1], pad[1], pad[0], pad[0]), value=value)


def _without_windows_in_padding(pooled: torch.Tensor, x: torch.Tensor, stride: Pair, pad: Pair) -> torch.Tensor:
    rows, columns = (-(-(x.shape[axis + 2] + pad[axis]) // stride[axis]) for axis in (0, 1))
    return pooled[:, :, :rows, :columns]
