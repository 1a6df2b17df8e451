"""A ReLU in place and its gradient, on bfloat16 by the bits."""

from collections.abc import Sequence

import torch


def rectify_(x: torch.Tensor) -> None:
    """Replace every value below 0 by 0."""
    if _has_ordered_bits(x):
        x.view(torch.int16).clamp_min_(0)
    else:
        x.relu_()


def rectified_diff(diffs: Sequence[torch.Tensor], y: torch.Tensor, sizes: Sequence[int]) -> torch.Tensor:
    """Return the diff before a ReLU that made y (1, C, H, W), for the diffs of y's parts of ``sizes`` channels."""
    whole = torch.empty_like(y)
    for part in zip(diffs, *(each.split_with_sizes(sizes, 1) for each in (y, whole)), strict=True):
        diff, values, into = (each.view(torch.int16) for each in part) if _has_ordered_bits(y) else part
        torch.ops.aten.threshold_backward.grad_input(diff, values, 0, grad_input=into)
    return whole


def _has_ordered_bits(x: torch.Tensor) -> bool:
    # The bits of a number that isn't negative are in its order, and a processor compares whole numbers several times
    # as fast as bfloat16. Not float16: among its numbers there may be NaNs, which are to be seen.
    return x.dtype == torch.bfloat16 and x.device.type == "cpu"
