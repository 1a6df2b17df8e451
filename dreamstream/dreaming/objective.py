"""What a dream climbs: an objective turns an activation into the diff that is sent back through the network.

The contract of an objective: a small frozen value without a network of its own. ``top_diff`` maps the activation
of the layer dreamed on, (1, C, H, W) on the network's device, to the objective's derivative with respect to it,
the same shape.
"""

from dataclasses import dataclass
from typing import Protocol

import torch


class Objective(Protocol):
    """Anything with a derivative with respect to an activation."""

    def top_diff(self, activation: torch.Tensor) -> torch.Tensor:
        """Return d objective / d activation, of the activation's shape."""
        ...


@dataclass(frozen=True)
class L2:
    """Half the sum of squares of the activation: 'more of whatever the layer sees' (Mordvintsev et al., 2015)."""

    def top_diff(self, activation: torch.Tensor) -> torch.Tensor:
        """Return the activation itself."""
        return activation


@dataclass(frozen=True)
class Channels:
    """Half the sum of squares of some channels only.

    Channels beyond the layer's last are nothing to climb and are refused by whoever knows the layer.
    """

    indices: tuple[int, ...]
    """Channel numbers, from 0."""

    def top_diff(self, activation: torch.Tensor) -> torch.Tensor:
        """Return the activation with every other channel set to 0."""
        diff = torch.zeros_like(activation)
        chosen = list(self.indices)
        diff[:, chosen] = activation[:, chosen]
        return diff
