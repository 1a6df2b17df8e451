"""Pooling: maximum and average, with Caffe's rounding."""

import torch
import torch.nn.functional as F

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError, UnsupportedLayerError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, one_to_one, require_size, title
from dreamstream.network.layers.window import Pair, pair


@REGISTRY.register("Pooling")
def pooling(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Pooling.

    Output sizes are rounded up unless ``round_mode`` is FLOOR, so a window may reach beyond the picture or be
    larger than it; a last window that would start in the padding is dropped. (So is one that would start beyond a
    picture without padding, where the original's values are undefined.) MAX gives a tie's gradient to the first
    index in scan order. AVE divides by the window clipped to the padded picture.
    """
    method = layer.choice("pool", "MAX")
    if method not in ("MAX", "AVE"):
        raise UnsupportedLayerError(f"{title(layer)}: {method} pooling is not supported, only MAX and AVE")
    pool = _maximum if method == "MAX" else average
    stride, pad = pair(layer, "stride", 1), pair(layer, "pad", 0)
    ceil = layer.choice("round_mode", "CEIL") == "CEIL"
    if layer.flag("global_pooling", False):
        return one_to_one(layer, lambda x: pool(x, (x.shape[2], x.shape[3]), (1, 1), (0, 0), ceil))
    kernel = pair(layer, "kernel_size", 0)
    if pad[0] >= kernel[0] or pad[1] >= kernel[1]:
        raise ModelError(f"{title(layer)}: a window that fits into the padding has nothing to pool")
    least = tuple(k - 2 * p - (s - 1 if ceil else 0) for k, s, p in zip(kernel, stride, pad, strict=True))

    def slide(x: torch.Tensor) -> torch.Tensor:
        require_size(layer, x, (least[0], least[1]))
        return pool(x, kernel, stride, pad, ceil)

    return one_to_one(layer, slide)


def average(x: torch.Tensor, kernel: Pair, stride: Pair, pad: Pair, ceil: bool = True) -> torch.Tensor:
    """Return average pooling of (1, C, H, W); any padding below the kernel's size, unlike torch's own limit."""
    if _within_torchs_limit(kernel, pad):
        return F.avg_pool2d(x, kernel, stride, pad, ceil, count_include_pad=True)
    pooled = F.avg_pool2d(_padded(x, pad, 0.0), kernel, stride, 0, ceil)
    return _without_windows_in_padding(pooled, x, stride, pad)


def _maximum(x: torch.Tensor, kernel: Pair, stride: Pair, pad: Pair, ceil: bool) -> torch.Tensor:
    if _within_torchs_limit(kernel, pad):
        return F.max_pool2d(x, kernel, stride, pad, 1, ceil)
    pooled = F.max_pool2d(_padded(x, pad, -torch.inf), kernel, stride, 0, 1, ceil)
    return _without_windows_in_padding(pooled, x, stride, pad)


def _within_torchs_limit(kernel: Pair, pad: Pair) -> bool:
    return pad[0] <= kernel[0] // 2 and pad[1] <= kernel[1] // 2


def _padded(x: torch.Tensor, pad: Pair, value: float) -> torch.Tensor:
    return F.pad(x, (pad[1], pad[1], pad[0], pad[0]), value=value)


def _without_windows_in_padding(pooled: torch.Tensor, x: torch.Tensor, stride: Pair, pad: Pair) -> torch.Tensor:
    rows, columns = (-(-(x.shape[axis + 2] + pad[axis]) // stride[axis]) for axis in (0, 1))
    return pooled[:, :, :rows, :columns]
