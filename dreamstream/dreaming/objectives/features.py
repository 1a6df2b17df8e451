"""More of what a layer sees already."""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import torch


@dataclass(frozen=True)
class L2:
    """Half the sum of squares of the activation: 'more of whatever the layer sees' (Mordvintsev et al., 2015)."""

    is_local: ClassVar[bool] = True

    def top_diff(self, activation: torch.Tensor) -> torch.Tensor:
        """Return the activation itself."""
        return activation

    def constants(self, _: torch.device) -> tuple[torch.Tensor, ...]:
        """Return nothing: the activation is all."""
        return ()


@dataclass(frozen=True)
class Channels:
    """Half the sum of squares of some channels only.

    Channels beyond the layer's last are nothing to climb and are refused by whoever knows the layer.
    """

    is_local: ClassVar[bool] = True
    indices: tuple[int, ...]
    """Channel numbers, from 0."""

    def top_diff(self, activation: torch.Tensor) -> torch.Tensor:
        """Return the activation with every other channel set to 0."""
        chosen = index_tensor(self.indices, activation.device)
        return torch.zeros_like(activation).index_copy_(1, chosen, activation.index_select(1, chosen))

    def constants(self, device: torch.device) -> tuple[torch.Tensor, ...]:
        """Return the channels' numbers."""
        return (index_tensor(self.indices, device),)


@lru_cache(maxsize=64)
def index_tensor(indices: tuple[int, ...], device: torch.device) -> torch.Tensor:
    """Return channel numbers as int64 (n,) on a device, copied there once: a copy makes the host wait for it."""
    return torch.tensor(indices, dtype=torch.int64, device=device)
