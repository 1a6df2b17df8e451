"""What was measured, and the numbers that follow from it."""

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dreamstream.benchmark.contenders import ORIGINAL, PEERS, Size
from dreamstream.benchmark.timing import Timings


@dataclass(frozen=True)
class Way:
    """One way of computing the dream, as it was measured."""

    name: str
    precision: str
    step: Timings
    """Forward and gradient at the full size."""
    frame: Timings | None = None
    """The classic frame."""
    peak_bytes: int | None = None
    """The most memory that a process which does nothing else ever had."""

    @property
    def is_ours(self) -> bool:
        """Return whether dreamstream's own engine computed it."""
        return self.name not in (PEERS, ORIGINAL)

    @property
    def is_original(self) -> bool:
        """Return whether BVLC's Caffe computed it."""
        return self.name == ORIGINAL


@dataclass(frozen=True)
class Row:
    """One way's numbers; None is what was not measured."""

    way: str
    precision: str
    step_milliseconds_minimum: float
    step_milliseconds_median: float
    times_the_usual_way: float
    """Of the rounds' ratios the median."""
    times_the_usual_way_at_best: float
    """The ratio of the shortest rounds."""
    share_of_peak: float
    """Of the fastest matrix product in this precision, 0..1."""
    megapixel_iterations_per_second: float
    """Predicts any size and number of steps."""
    classic_frame_seconds: float | None
    peak_megabytes: float | None


@dataclass(frozen=True)
class Comparison:
    """Several ways of one task on one machine."""

    machine: str
    size: Size
    end: str
    flop: int
    """Of one step: two for every product in the layers that have weights, forward and back."""
    ways: tuple[Way, ...]
    """The usual way is among them."""
    gemm_flop_per_second: Mapping[str, float]
    """Precision to what a large matrix product did at best."""
    first_frame_seconds: float | None = None
    """From the command to a written frame of the embedded model."""

    @property
    def rows(self) -> Iterator[Row]:
        """Yield the numbers of each way."""
        (peers,) = (way.step for way in self.ways if way.name == PEERS)
        megapixels = self.size[0] * self.size[1] / 1e6
        for way in self.ways:
            yield Row(
                way.name,
                way.precision,
                step_milliseconds_minimum=way.step.minimum * 1e3,
                step_milliseconds_median=way.step.median * 1e3,
                times_the_usual_way=statistics.median(way.step.ratios(peers)),
                times_the_usual_way_at_best=peers.minimum / way.step.minimum,
                share_of_peak=self.flop / way.step.minimum / self.gemm_flop_per_second[way.precision],
                megapixel_iterations_per_second=megapixels / way.step.median,
                classic_frame_seconds=None if way.frame is None else way.frame.median,
                peak_megabytes=None if way.peak_bytes is None else way.peak_bytes / 1e6,
            )
