"""Results that have no gradient, in Caffe neither, and say so when asked for it."""

from collections.abc import Callable
from typing import Any

import torch

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import UnsupportedLayerError
from dreamstream.network.layers.base import Operation, one_to_one, title


def forward_only(layer: LayerSpec, function: Callable[[torch.Tensor], torch.Tensor]) -> Operation:
    """Return the operation of one bottom and one top that raises when a gradient comes back through it.

    Raises:
        UnsupportedLayerError: the layer has several bottoms or tops; later, that it has no gradient.
    """
    return one_to_one(layer, lambda x: without_gradient(x, function, title(layer)))


def without_gradient(x: torch.Tensor, function: Callable[[torch.Tensor], torch.Tensor], subject: str) -> torch.Tensor:
    """Return ``function(x)``, which raises UnsupportedLayerError on ``subject`` when a gradient comes back to it."""
    result: torch.Tensor = _ForwardOnly.apply(x, function, subject)  # type: ignore[no-untyped-call]
    return result


class _ForwardOnly(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401
        x: torch.Tensor,
        function: Callable[[torch.Tensor], torch.Tensor],
        subject: str,
    ) -> torch.Tensor:
        ctx.subject = subject
        return function(x)

    @staticmethod
    def backward(ctx: Any, *_: torch.Tensor) -> Any:  # noqa: ANN401
        raise UnsupportedLayerError(f"{ctx.subject} has no gradient; dream on a layer before it")
