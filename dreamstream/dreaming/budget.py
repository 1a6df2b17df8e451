"""A time for every frame's dream: what does not fit is left out, steps first, then octaves."""

import math
from dataclasses import dataclass

from dreamstream.dreaming.meter import Cost, Meter
from dreamstream.dreaming.octaves import Octaves, sizes

_HEADROOM = 0.85
"""More is dreamed only once it fits into so much of the budget: what is measured trembles, and quality shall not."""


@dataclass(frozen=True, eq=False)
class Budget:
    """Picks what is dreamed of a frame, by what the frames before it have taken."""

    seconds: float
    """For each frame's dream."""
    meter: Meter

    def __call__(self, wanted: Octaves, held: Octaves, size: tuple[int, int]) -> Octaves:
        """Return as ``affordable``, for a frame of (height, width) pixels."""
        if not wanted.iterations:
            return wanted
        return affordable(wanted, held, self.meter.cost(sizes(*size, wanted)[::-1]), self.seconds)


def affordable(wanted: Octaves, held: Octaves, cost: Cost, budget_seconds: float) -> Octaves:
    """Return the part of ``wanted`` that is dreamed within the budget; at least one step at one octave.

    ``held`` is the part that would be dreamed as things are. It stays where it fits, unless clearly more would.
    """
    if cost.of(held) > budget_seconds:
        return _most(wanted, cost, budget_seconds)
    more = _most(wanted, cost, _HEADROOM * budget_seconds)
    return more if cost.of(more) > cost.of(held) else held


def _most(wanted: Octaves, cost: Cost, seconds: float) -> Octaves:
    left = max(0.0, seconds - cost.rest_seconds)
    for count in range(wanted.count, 0, -1):
        steps = math.floor(left / max(1e-9, sum(cost.step_seconds[:count])))
        if steps:
            return wanted.within(count, steps)
    return wanted.within(1, 1)
