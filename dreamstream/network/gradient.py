"""The way back from activations to the input."""

from collections.abc import Sequence
from typing import Any

import torch


def input_gradient(
    leaf: torch.Tensor, activations: Sequence[torch.Tensor], diffs: Sequence[torch.Tensor], *, keep: bool = False
) -> torch.Tensor:
    """Return the gradient with respect to ``leaf`` of the activations' sum, each weighed by its diff.

    With ``keep`` the same activations may be gone back from again.
    """
    # Given diffs of its own, PyTorch would load its symbolic mathematics first, which takes a second.
    pull: torch.Tensor = _Pull.apply(len(diffs), *diffs, *activations)  # type: ignore[no-untyped-call]
    (gradient,) = torch.autograd.grad(pull, leaf, retain_graph=keep)
    return gradient


class _Pull(torch.autograd.Function):
    """A number that stands for the weighed sum: it is not computed, only its gradients are given."""

    @staticmethod
    def forward(ctx: Any, count: int, *tensors: torch.Tensor) -> torch.Tensor:  # noqa: ANN401
        ctx.diffs = tensors[:count]
        return tensors[0].new_zeros(())

    @staticmethod
    def backward(ctx: Any, *_: torch.Tensor) -> Any:  # noqa: ANN401
        return (None, *(None for _ in ctx.diffs), *ctx.diffs)
