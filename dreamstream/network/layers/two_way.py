"""Forward and backward: an operation's tops, and with them what leads from their diffs to those of its bottoms.

PyTorch's autograd could lead back through all of them at once, but a small picture's step takes a third longer then. So
the layers that most networks are made of have a backward of their own, and autograd goes through each of the others by
itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import torch

from dreamstream.network.layers.base import Operation

Diffs: TypeAlias = Sequence[torch.Tensor | None]
"""None is a diff of nothing but zeros."""
Backward: TypeAlias = Callable[[Diffs], Diffs]
"""From the diffs of the tops, not all of them None, to those of the bottoms; as often as one likes."""


@dataclass(frozen=True)
class TwoWay:
    """An operation with a backward of its own; autograd does not pass."""

    forward: Callable[[Sequence[torch.Tensor]], tuple[Sequence[torch.Tensor], Backward]]

    def __call__(self, bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        """Return the tops alone."""
        return self.forward(bottoms)[0]


Back: TypeAlias = Callable[[torch.Tensor], Diffs]
"""From the diff of an only top to those of the bottoms."""


def with_one_top(function: Callable[[Sequence[torch.Tensor]], tuple[torch.Tensor, Back]]) -> TwoWay:
    """Return the operation whose only top, and the way back from it, ``function`` makes of the bottoms."""

    def forward(bottoms: Sequence[torch.Tensor]) -> tuple[Sequence[torch.Tensor], Backward]:
        top, back = function(bottoms)
        return (top,), lambda diffs: [each for diff in diffs if diff is not None for each in back(diff)]

    return TwoWay(forward)


def forward(operation: Operation, bottoms: Sequence[torch.Tensor]) -> tuple[Sequence[torch.Tensor], Backward]:
    """Return an operation's tops and its backward; the tops are part of no graph of autograd's."""
    if isinstance(operation, TwoWay):
        return operation.forward(bottoms)
    leaves = [bottom.detach().requires_grad_() for bottom in bottoms]
    with torch.enable_grad():
        tops = operation(leaves)
    return [top.detach() for top in tops], lambda diffs: _by_autograd(leaves, tops, diffs)


def _by_autograd(leaves: Sequence[torch.Tensor], tops: Sequence[torch.Tensor], diffs: Diffs) -> Diffs:
    pairs = [(top, diff) for top, diff in zip(tops, diffs, strict=True) if diff is not None]
    # By this thread: to hand it to PyTorch's own for a card takes longer than to ask the card for a kernel.
    with torch.enable_grad(), torch.autograd.set_multithreading_enabled(False):
        # Given diffs of its own, PyTorch would load its symbolic mathematics first, which takes a second.
        pull: torch.Tensor = _Pull.apply([diff for _, diff in pairs], *(top for top, _ in pairs))  # type: ignore[no-untyped-call]
        return torch.autograd.grad(pull, leaves, retain_graph=True, allow_unused=True)


class _Pull(torch.autograd.Function):
    """A number that stands for the tops' sum, each weighed by its diff: it is not computed, only its gradients are."""

    @staticmethod
    def forward(ctx: Any, diffs: Sequence[torch.Tensor], *tops: torch.Tensor) -> torch.Tensor:  # noqa: ANN401
        ctx.diffs = diffs
        return tops[0].new_empty(())

    @staticmethod
    def backward(ctx: Any, *_: torch.Tensor) -> Any:  # noqa: ANN401
        return (None, *ctx.diffs)
