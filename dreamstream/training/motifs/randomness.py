"""Small draws from a random generator, as plain Python values."""

from collections.abc import Sequence
from typing import TypeVar

from numpy.random import Generator

T = TypeVar("T")


def chance(rng: Generator, probability: float) -> bool:
    """Return True in this share of all calls."""
    return rng.random() < probability


def pick(rng: Generator, items: Sequence[T]) -> T:
    """Return one of the items, each as likely as the others."""
    return items[int(rng.integers(len(items)))]


def whole(rng: Generator, low: int, high: int) -> int:
    """Return an integer from ``low`` to ``high``, both included."""
    return int(rng.integers(low, high + 1))


def sign(rng: Generator) -> float:
    """Return -1.0 or 1.0."""
    return 1.0 if rng.random() < 0.5 else -1.0


def turn(rng: Generator) -> float:
    """Return an angle, in radians from 0 to a whole turn."""
    return rng.uniform(0.0, 6.283185307179586)
