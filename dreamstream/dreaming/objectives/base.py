"""The contract of an objective: a small frozen value without a network of its own.

``top_diff`` maps the activation of the layer dreamed on, (1, C, H, W) or (1, C) on the network's device, to the
objective's derivative with respect to it, the same shape. It leaves the activation alone, and a second call with the
same one copies nothing between host and device.

An objective whose derivative at a place depends on nothing but the activation at that place may say so by an attribute
``is_local`` that is true; of a picture in tiles, the layer then need not be put together first.

One that computes its derivative always in the same way, and equals all that compute the same, may say so by being
``Constant``: steps towards it can be recorded and replayed.
"""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import torch


@runtime_checkable
class Objective(Protocol):
    """Anything with a derivative with respect to an activation."""

    def top_diff(self, activation: torch.Tensor) -> torch.Tensor:
        """Return d objective / d activation, of the activation's shape."""
        ...


@runtime_checkable
class Constant(Protocol):
    """An objective, hashable, that reads nothing but the activation and tensors that stay."""

    def constants(self, device: torch.device) -> tuple[torch.Tensor, ...]:
        """Return these tensors on a device, for whoever replays to keep them; they need no more than be the same."""
        ...


@dataclass(frozen=True, eq=False)
class Goal:
    """An objective at its layer, and its share among others."""

    layer: str
    """As the network names it."""
    objective: Objective
    weight: float = 1.0
    """Of several goals, the ratios of the mean absolute gradients; below 0 the goal is fled from."""


@dataclass(frozen=True, eq=False)
class Diff:
    """An objective's derivative, as a network takes it."""

    objective: Objective
    factor: torch.Tensor | None = None
    """By what it is multiplied, 0-d; None leaves it as it is."""

    def __call__(self, activation: torch.Tensor) -> torch.Tensor:
        """Return the derivative with respect to an activation."""
        diff = self.objective.top_diff(activation)
        return diff if self.factor is None else self.factor * diff

    @property
    def is_local(self) -> bool:
        """Tell whether it depends on nothing but the activation at the same place."""
        return bool(getattr(self.objective, "is_local", False))
