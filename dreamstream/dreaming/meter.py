"""Where a frame's time goes: the seconds of a step at every octave, and of everything else."""

import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median_low

import torch

from dreamstream.dreaming.octaves import Octaves
from dreamstream.network.device import wait_for

Size = tuple[int, int]
"""(height, width) in pixels."""

_FRAMES_REMEMBERED = 7


@dataclass(frozen=True)
class Cost:
    """What a frame's dream takes, as far as it is known."""

    rest_seconds: float
    """Everything but steps."""
    step_seconds: tuple[float, ...]
    """One step at each octave, the full size first."""

    def of(self, octaves: Octaves) -> float:
        """Return the seconds of a dream at these; no more octaves than are known."""
        return self.rest_seconds + octaves.iterations * sum(self.step_seconds[: octaves.count])


class Meter:
    """Times what is dreamed, and tells from the frames of late what a dream takes.

    The median of a few frames follows the machine when it becomes slower or faster, and passes over one that was held
    up. An octave that is no longer dreamed keeps its relation to the full size, which always is; first that is taken
    for the relation of their pixels.

    Args:
        step_seconds: what a step takes, for each pixel, before any was timed.
        rest_seconds: the same of everything else.
        clock: seconds, from any beginning.
    """

    def __init__(
        self, step_seconds: float, rest_seconds: float, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._clock = clock
        self._step_seconds, self._rest_seconds = _remembered(step_seconds), _remembered(rest_seconds)
        self._shares: dict[Size, deque[float]] = {}
        """Size to a step's time, relative to one at the full size."""
        self._steps: dict[Size, float] = {}
        self._stepped_seconds = 0.0

    @contextmanager
    def frame(self) -> Iterator[None]:
        """Time a whole dream; one that is broken off counts for nothing."""
        self._steps, self._stepped_seconds = {}, 0.0
        began = self._clock()
        yield
        if not self._steps:
            return
        full = max(self._steps)
        self._rest_seconds.append((self._clock() - began - self._stepped_seconds) / math.prod(full))
        self._step_seconds.append(self._steps[full] / math.prod(full))
        for size, seconds in self._steps.items():
            shares = self._shares.setdefault(size, _remembered(math.prod(size) / math.prod(full)))
            shares.append(seconds / max(self._steps[full], 1e-9))

    @contextmanager
    def octave(self, data: torch.Tensor, steps: int) -> Iterator[None]:
        """Time so many steps of a picture (1, 3, H, W)."""
        wait_for(data.device)
        began = self._clock()
        yield
        wait_for(data.device)
        seconds = self._clock() - began
        self._stepped_seconds += seconds
        if steps:
            self._steps[data.shape[2], data.shape[3]] = seconds / steps

    def cost(self, sizes: Sequence[Size]) -> Cost:
        """Return what a dream at octaves of these sizes takes, the full size first."""
        pixels = math.prod(sizes[0])
        full_seconds = pixels * _usual(self._step_seconds)
        shares = (_usual(self._shares[size]) if size in self._shares else math.prod(size) / pixels for size in sizes)
        return Cost(pixels * _usual(self._rest_seconds), tuple(full_seconds * share for share in shares))


def _remembered(*values: float) -> deque[float]:
    return deque(values, maxlen=_FRAMES_REMEMBERED)


def _usual(values: Sequence[float]) -> float:
    # The lower one of two: the first frames are slow, for everything is made that is made once.
    return median_low(values)
