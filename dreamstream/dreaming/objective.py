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


_PLACES_AT_ONCE = 1024
"""Of the picture: how they are like all places of the guide is one matrix, and the guide may be large."""


@dataclass(frozen=True, eq=False)
class Guide:
    """Likeness to a picture: each place is drawn towards the place of the guide that it is most like already.

    Alike is a large dot product over the channels, as in Google's notebook (Mordvintsev et al., 2015).
    """

    features: torch.Tensor
    """The guide's activation of the same layer, (1, C, H, W) of any size."""

    def top_diff(self, activation: torch.Tensor) -> torch.Tensor:
        """Return for every place the guide's channels at the place most like it."""
        channels = activation.shape[1]
        guide = self.features.reshape(channels, -1)
        places = torch.split(activation.reshape(channels, -1), _PLACES_AT_ONCE, dim=1)
        nearest = [guide[:, (some.T @ guide).argmax(1)] for some in places]
        return torch.cat(nearest, dim=1).view_as(activation)


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
