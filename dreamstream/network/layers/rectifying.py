"""A ReLU in place and its gradient, on bfloat16 by the bits."""

from collections.abc import Sequence

import torch


def rectify_(x: torch.Tensor) -> torch.Tensor:
    """Replace every value of x below 0 by 0 and return what says where that was: x itself, or its bits."""
    values = x.view(torch.int16) if _has_ordered_bits(x) else x
    return values.relu_()


def rectified_diff(diffs: Sequence[torch.Tensor], values: torch.Tensor, sizes: Sequence[int]) -> torch.Tensor:
    """Return the diff before a ReLU that left ``values`` (N, C, H, W), for those of its parts of ``sizes`` channels."""
    whole = torch.empty_like(values)
    both = values, whole
    parts = zip(*(each.split_with_sizes(sizes, 1) for each in both), strict=True) if len(sizes) > 1 else (both,)
    for diff, (value, into) in zip(diffs, parts, strict=True):
        torch.ops.aten.threshold_backward.grad_input(_as(values.dtype, diff), value, 0, grad_input=into)
    return _as(diffs[0].dtype, whole)


def _as(dtype: torch.dtype, x: torch.Tensor) -> torch.Tensor:
    return x if x.dtype == dtype else x.view(dtype)


def _has_ordered_bits(x: torch.Tensor) -> bool:
    # The bits of a number that isn't negative are in its order, and a processor compares whole numbers several times
    # as fast as bfloat16. Not float16: among its numbers there may be NaNs, which are to be seen.
    return x.dtype == torch.bfloat16 and x.device.type == "cpu"
