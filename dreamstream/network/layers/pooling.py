"""Pooling: maximum and average, with Caffe's rounding."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import UnsupportedLayerError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, too_small
from dreamstream.network.layers.window import Pair, pair


@REGISTRY.register("Pooling")
def pooling(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Pooling.

    Output sizes are rounded up unless ``round_mode`` is FLOOR; with padding, a last window that would start in
    the padding is dropped. MAX gives a tie's gradient to the first index in scan order. AVE divides by the
    window clipped to the padded picture.
    """
    method = layer.choice("pool", "MAX")
    if method not in ("MAX", "AVE"):
        raise UnsupportedLayerError(f"layer '{layer.name}': {method} pooling is not supported, only MAX and AVE")
    window = pair(layer, "kernel_size", 0, suffix_first=True)
    stride, pad = pair(layer, "stride", 1), pair(layer, "pad", 0)
    everything = layer.flag("global_pooling", False)
    ceil = layer.choice("round_mode", "CEIL") == "CEIL"

    def operation(bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        (x,) = bottoms
        size: Pair = (x.shape[2], x.shape[3])
        kernel = size if everything else window
        if min(length + 2 * p - k for length, p, k in zip(size, pad, kernel, strict=True)) < 0:
            raise too_small(layer, x, kernel)
        if method == "MAX":
            return (_maximum(x, kernel, stride, pad, ceil),)
        return (average(x, kernel, stride, pad, ceil),)

    return operation


def average(x: torch.Tensor, kernel: Pair, stride: Pair, pad: Pair, ceil: bool = True) -> torch.Tensor:
    """Return average pooling of (1, C, H, W); any padding below the kernel's size, unlike torch's own limit."""
    if pad[0] > kernel[0] // 2 or pad[1] > kernel[1] // 2:
        kept = F.avg_pool2d(_padded(x, pad, 0.0), kernel, stride, 0, ceil)
        return _without_windows_in_padding(kept, x, stride, pad)
    return F.avg_pool2d(x, kernel, stride, pad, ceil, count_include_pad=True)


def _maximum(x: torch.Tensor, kernel: Pair, stride: Pair, pad: Pair, ceil: bool) -> torch.Tensor:
    if pad[0] > kernel[0] // 2 or pad[1] > kernel[1] // 2:
        kept = F.max_pool2d(_padded(x, pad, -torch.inf), kernel, stride, 0, 1, ceil)
        return _without_windows_in_padding(kept, x, stride, pad)
    return F.max_pool2d(x, kernel, stride, pad, 1, ceil)


def _padded(x: torch.Tensor, pad: Pair, value: float) -> torch.Tensor:
    return F.pad(x, (pad[1], pad[1], pad[0], pad[0]), value=value)


def _without_windows_in_padding(pooled: torch.Tensor, x: torch.Tensor, stride: Pair, pad: Pair) -> torch.Tensor:
    rows, columns = (-(-(x.shape[axis + 2] + pad[axis]) // stride[axis]) for axis in (0, 1))
    return pooled[:, :, :rows, :columns]
