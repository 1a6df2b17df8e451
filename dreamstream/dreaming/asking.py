"""A dream as it goes on from gradient to gradient: it asks for each, and does not know who else asks.

So that pictures can be dreamed together, what computes a dream is a generator that yields what it asks and is sent
the answer. Only the network sees several pictures; everything else is the same, and each picture's own.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import torch

from dreamstream.network.network import Network, TopDiff

T = TypeVar("T")

Gradients: TypeAlias = tuple[torch.Tensor, ...]
"""Each (1, 3, H, W): one of each goal, or a single one of their sum."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A picture whose gradient is asked for."""

    data: torch.Tensor
    """(1, 3, H, W)."""
    goals: tuple[tuple[str, TopDiff], ...]
    """Layers, and what is sent back from each; at least one."""
    one_by_one: bool = False
    """The gradient of each goal by itself, rather than of their sum."""

    @property
    def layers(self) -> tuple[str, ...]:
        """Return the layer of each goal."""
        return tuple(layer for layer, _ in self.goals)


Asking: TypeAlias = Generator[Asked, Gradients, T]
"""What asks for gradients and in the end returns a ``T``."""


def answer(network: Network, asked: Asked) -> Gradients:
    """Return what is asked for; raises as the network does."""
    if asked.one_by_one:
        return network.differentiate_each(asked.data, asked.goals)
    if len(asked.goals) > 1:
        return (network.differentiate_many(asked.data, asked.goals),)
    ((layer, top_diff),) = asked.goals
    return (network.differentiate(asked.data, layer, top_diff)[1],)


def answer_together(network: Network, asked: Sequence[Asked]) -> list[Gradients]:
    """Return what is asked for of pictures of one size with goals at the same layers; raises as the network does."""
    top_diffs = (tuple(diff for _, diff in goals) for goals in zip(*(each.goals for each in asked), strict=True))
    goals = tuple((layer, _OfEach(diffs)) for layer, diffs in zip(asked[0].layers, top_diffs, strict=True))
    whole = Asked(torch.cat([each.data for each in asked]), goals, asked[0].one_by_one)
    return list(zip(*(torch.split(gradients, 1) for gradients in answer(network, whole)), strict=True))


def alone(dream: Asking[T], network: Network) -> T:
    """Return what a dream that is nobody else's leads to; raises what it raises."""
    try:
        asked = next(dream)
        while True:
            asked = dream.send(answer(network, asked))
    except StopIteration as end:
        result: T = end.value
        return result


@dataclass(frozen=True, eq=False)
class _OfEach:
    """What is sent back from the activation of several pictures: to each its own, which sees nothing of the others."""

    top_diffs: tuple[TopDiff, ...]

    def __call__(self, activation: torch.Tensor) -> torch.Tensor:
        parts = zip(self.top_diffs, torch.split(activation, 1), strict=True)
        return torch.cat([top_diff(part) for top_diff, part in parts])
