"""Objectives as people write them and add them up: places in a network, and how much each of them counts."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from dreamstream.dreaming.objectives import Objective
from dreamstream.errors import UsageError


class Written(ABC):
    """What can be added, taken away and multiplied by a number; ``str`` writes it as ``parse_formula`` reads it."""

    @property
    @abstractmethod
    def parts(self) -> tuple[tuple[float, "Term"], ...]:
        """Return weights and terms in order."""

    @property
    def layers(self) -> tuple[str, ...]:
        """Return every layer that it is about, once."""
        return tuple(dict.fromkeys(term.layer for _, term in self.parts))

    def __add__(self, other: "Written") -> "Formula":
        return Formula((*self.parts, *other.parts))

    def __mul__(self, factor: float) -> "Formula":
        return Formula(tuple((weight * factor, term) for weight, term in self.parts))

    __rmul__ = __mul__

    def __neg__(self) -> "Formula":
        return self * -1

    def __sub__(self, other: "Written") -> "Formula":
        return self + -other


@dataclass(frozen=True, eq=False)
class Circumstances:
    """What turns a written term into an objective."""

    channel_count: int
    """Of the term's layer."""
    seed: int
    turn: int
    """How often the target changed before."""
    guide: Callable[[str], Objective]
    """From a guide's name to likeness to it at the term's layer."""


class Term(Written):
    """One place in a network, and what is climbed there."""

    layer: str

    @property
    def parts(self) -> tuple[tuple[float, "Term"], ...]:
        """Return the term itself, once."""
        return ((1.0, self),)

    @abstractmethod
    def at(self, layer: str) -> Self:
        """Return the same at another layer."""

    @abstractmethod
    def under(self, circumstances: Circumstances) -> Objective:
        """Return what is climbed there; raises UsageError where the layer has no such channel."""


@dataclass(frozen=True)
class Formula(Written):
    """A weighted sum of terms.

    A weight is a term's share of the step: terms are climbed in the ratios of their weights, however steep the
    network is at their layers. Only the ratios count, and the signs.

    Raises:
        UsageError: there is no term, or a weight is not finite.
    """

    terms: tuple[tuple[float, Term], ...]

    def __post_init__(self) -> None:
        if not self.terms:
            raise UsageError("a formula needs a term")
        for weight, term in self.terms:
            if not math.isfinite(weight):
                raise UsageError(f"the weight of {term} is {weight}; it has to be a finite number")

    @property
    def parts(self) -> tuple[tuple[float, Term], ...]:
        """Return weights and terms in order."""
        return self.terms

    def with_layers(self, named: Callable[[str], str]) -> "Formula":
        """Return the same with every layer's name replaced by ``named`` of it."""
        return Formula(tuple((weight, term.at(named(term.layer))) for weight, term in self.terms))

    def __str__(self) -> str:
        (weight, first), *rest = self.terms
        words = [("-" if weight < 0 else "") + _times(weight, first)]
        words += [("- " if weight < 0 else "+ ") + _times(weight, term) for weight, term in rest]
        return " ".join(words)


def _times(weight: float, term: Term) -> str:
    size = repr(float(abs(weight))).removesuffix(".0")
    return str(term) if size == "1" else f"{size}*{term}"
