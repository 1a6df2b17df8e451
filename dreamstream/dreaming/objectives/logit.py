"""A class, rather than whatever is there."""

from dataclasses import dataclass
from typing import ClassVar

import torch

from dreamstream.dreaming.objectives.features import index_tensor


@dataclass(frozen=True)
class Logit:
    """The sum of some channels' values: the logit of a class, at every place where the layer has places.

    Other than their squares, values below 0 are raised, too.
    """

    is_local: ClassVar[bool] = True
    indices: tuple[int, ...]
    """Channel numbers, from 0; in a classifier the classes'."""

    def top_diff(self, activation: torch.Tensor) -> torch.Tensor:
        """Return 1 in the channels and 0 elsewhere."""
        return torch.zeros_like(activation).index_fill_(1, index_tensor(self.indices, activation.device), 1)

    def constants(self, device: torch.device) -> tuple[torch.Tensor, ...]:
        """Return the channels' numbers."""
        return (index_tensor(self.indices, device),)
