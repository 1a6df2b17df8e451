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


@dataclass(frozen=True)
class Stopwatch:
    """Times work of a device that computes by itself, too."""

    clock: Clock = time.perf_counter
    wait: Callable[[], object] = lambda: None
    """Returns when the device has done all that it was asked for."""

    def time(self, way: Callable[[], object]) -> float:
        """Return how many seconds ``way`` takes until the device is done with it."""
        self.wait()
        begin = self.clock()
        way()
        self.wait()
        return self.clock() - begin


def interleaved(
    ways: Mapping[str, Callable[[], object]],
    rounds: int,
    stopwatch: Stopwatch,
    *,
    unmeasured: int = 1,
    led_in: bool = False,
) -> dict[str, Timings]:
    """Return how long each of ``ways`` took in each of ``rounds``: all in turn, after some times ``unmeasured``.

    ``led_in`` has each go unmeasured once more before every measurement, so that caches hold what it needs.
    """
    for way in ways.values():
        for _ in range(unmeasured):
            way()
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            if led_in:
                way()
            seconds[name].append(stopwatch.time(way))
    return {name: Timings(tuple(each)) for name, each in seconds.items()}
