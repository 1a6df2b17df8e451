"""The way back from activations to the input."""

from collections.abc import Sequence
from typing import Any

import torch

_LARGEST_DIFF = 16.0
"""In float16: so far below its largest number that values may grow on their way back, so far above its smallest that
they may shrink."""
_SMALLEST_SCALE = 2.0**-14


def input_gradient(
    leaf: torch.Tensor, activations: Sequence[torch.Tensor], diffs: Sequence[torch.Tensor], *, keep: bool = False
) -> torch.Tensor:
    """Return the gradient with respect to ``leaf`` of the activations' sum, each weighed by its diff.

    With ``keep`` the same activations may be gone back from again. A gradient that has been computed in float16 comes
    back in float32, for diffs are brought into float16's range on the way.
    """
    scale = _scale(diffs) if diffs[0].dtype == torch.float16 else None
    if scale is not None:
        diffs = [diff / scale for diff in diffs]
    # By this thread: to hand it to PyTorch's own for a card takes longer than to ask the card for a kernel.
    with torch.autograd.set_multithreading_enabled(False):
        # Given diffs of its own, PyTorch would load its symbolic mathematics first, which takes a second.
        pull: torch.Tensor = _Pull.apply(len(diffs), *diffs, *activations)  # type: ignore[no-untyped-call]
        (gradient,) = torch.autograd.grad(pull, leaf, retain_graph=keep)
    return gradient if scale is None else gradient.float() * scale


def _scale(diffs: Sequence[torch.Tensor]) -> torch.Tensor:
    """Return by what diffs are divided, 0-d on their device."""
    largest = torch.stack([diff.abs().max() for diff in diffs]).max()
    return (largest / _LARGEST_DIFF).clamp_min(_SMALLEST_SCALE)


class _Pull(torch.autograd.Function):
    """A number that stands for the weighed sum: it is not computed, only its gradients are given."""

    @staticmethod
    def forward(ctx: Any, count: int, *tensors: torch.Tensor) -> torch.Tensor:  # noqa: ANN401
        ctx.diffs = tensors[:count]
        return tensors[0].new_empty(())

    @staticmethod
    def backward(ctx: Any, *_: torch.Tensor) -> Any:  # noqa: ANN401
        return (None, *(None for _ in ctx.diffs), *ctx.diffs)
