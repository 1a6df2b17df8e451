"""Ways of doing the same thing, timed in turns, so that what slows the machine for a while slows them all."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Clock: TypeAlias = Callable[[], float]
"""Seconds since some moment."""


@dataclass(frozen=True)
class Timings:
    """How long each round took, in seconds; at least one."""

    seconds: tuple[float, ...]

    @property
    def minimum(self) -> float:
        """Return the shortest round's seconds: what the machine can do undisturbed."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """Return the middle round's seconds: what it did."""
        return statistics.median(self.seconds)

    def ratios(self, others: "Timings") -> list[float]:
        """Return of each round the other's seconds by these: how many times faster this was.

        Both were measured next to each other, so a machine that gets slower from round to round changes neither.
        """
        return [theirs / ours for theirs, ours in zip(others.seconds, self.seconds, strict=True)]


def interleaved(
    ways: Mapping[str, Callable[[], object]], rounds: int, clock: Clock = time.perf_counter
) -> dict[str, Timings]:
    """Return how long each of ``ways`` took in each of ``rounds``: all in turn, and once before that unmeasured."""
    for way in ways.values():
        way()
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            begin = clock()
            way()
            seconds[name].append(clock() - begin)
    return {name: Timings(tuple(each)) for name, each in seconds.items()}
