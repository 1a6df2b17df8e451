"""How a step's time and memory grow with the picture, all sizes measured in turn."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dreamstream.benchmark.contenders import Size, Task, ours
from dreamstream.benchmark.measuring import Effort
from dreamstream.benchmark.timing import Stopwatch, Timings, interleaved
from dreamstream.network.device import choose, wait_for

_SIXTHS = (1, 2, 3, 4, 6)


@dataclass(frozen=True)
class Measured:
    """One size, as it was measured."""

    size: Size
    step: Timings
    """Forward and gradient."""
    peak_bytes: int | None = None
    """The most memory that a process which does nothing else ever had."""

    @property
    def megapixels(self) -> float:
        """Return its millions of pixels."""
        return self.size[0] * self.size[1] / 1e6


@dataclass(frozen=True)
class ScalingRow:
    """One size's numbers; None is what was not measured."""

    size: str
    step_milliseconds_minimum: float
    step_milliseconds_median: float
    megapixel_iterations_per_second: float
    seconds_per_megapixel_iteration: float
    times_the_median: float
    """Its seconds per Mpx-iteration by those of the sizes' median: of the rounds' ratios the median."""
    peak_megabytes: float | None


@dataclass(frozen=True)
class MemoryLine:
    """What the sizes' peaks lie on, by least squares."""

    gigabytes_per_megapixel: float
    fixed_gigabytes: float
    """PyTorch and the weights."""


@dataclass(frozen=True)
class Scaling:
    """Several sizes of one task on one machine."""

    machine: str
    """With the precision."""
    end: str
    sizes: tuple[Measured, ...]

    @property
    def rows(self) -> Iterator[ScalingRow]:
        """Yield the numbers of each size."""
        middles = Timings(tuple(map(statistics.median, zip(*map(_seconds_per_megapixel, self.sizes), strict=True))))
        for each in self.sizes:
            own = Timings(_seconds_per_megapixel(each))
            yield ScalingRow(
                size="{}x{}".format(*each.size),
                step_milliseconds_minimum=each.step.minimum * 1e3,
                step_milliseconds_median=each.step.median * 1e3,
                megapixel_iterations_per_second=1 / own.median,
                seconds_per_megapixel_iteration=own.median,
                times_the_median=statistics.median(middles.ratios(own)),
                peak_megabytes=None if each.peak_bytes is None else each.peak_bytes / 1e6,
            )

    @property
    def memory(self) -> MemoryLine | None:
        """Return the line of the peaks; None where they were not measured."""
        peaks = [each.peak_bytes / 1e9 for each in self.sizes if each.peak_bytes is not None]
        if len(peaks) < len(self.sizes):
            return None
        return MemoryLine(*statistics.linear_regression([each.megapixels for each in self.sizes], peaks))


def sizes_up_to(largest: Size) -> list[Size]:
    """Return sizes of one shape up to the largest, 36 times the pixels of the smallest."""
    return [(max(1, largest[0] * part // 6), max(1, largest[1] * part // 6)) for part in _SIXTHS]


def measure_scaling(task: Task, effort: Effort) -> Scaling:
    """Return each of the sizes up to the task's measured in turn with the others, ours in precision auto.

    What is measured is a step that follows one of its own size, as in a dream nearly all do.

    Raises:
        UsageError: there is no such device.
        ModelError: the network can't be computed, or not at the smallest size.
    """
    sizes, placement = sizes_up_to(task.size), choose(effort.device)
    steps = {str(size): ours(replace(task, size=size), effort.device, "auto").step for size in sizes}
    stopwatch = Stopwatch(effort.clock, lambda: wait_for(placement.device))
    timings = interleaved(steps, effort.rounds, stopwatch, led_in=True)
    return Scaling(str(placement), task.end, tuple(Measured(size, timings[str(size)]) for size in sizes))


def _seconds_per_megapixel(each: Measured) -> tuple[float, ...]:
    return tuple(seconds / each.megapixels for seconds in each.step.seconds)
