"""What ``dreamstream bench`` measures, as it is shown; imports PyTorch."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from rich.console import Console
from rich.table import Table

from dreamstream.benchmark import (
    Comparison,
    Effort,
    Scaling,
    Task,
    first_frame_seconds,
    measure,
    measure_scaling,
    peak_bytes,
    plot_comparison,
    plot_scaling,
)
from dreamstream.frame import Pixels, to_pixels

_CLASSIC = ("bvlc_googlenet", "inception_4c/output", (640, 360))
_QUOTED = (
    "BVLC Caffe itself is not installed; on 2 cores it took 310 to 500 ms for this step (quoted, not measured here)."
)
_UNLIMITED = 10_000
"""Columns: the table takes just what it needs."""

_STEP = {"step_milliseconds_median": ("step ms", ".1f"), "step_milliseconds_minimum": ("at best", ".1f")}
_COMPARED = {
    **_STEP,
    "times_the_usual_way": ("x usual", ".2f"),
    "times_the_usual_way_at_best": ("at best", ".2f"),
    "share_of_peak": ("of peak", ".0%"),
    "megapixel_iterations_per_second": ("Mpx it/s", ".2f"),
    "classic_frame_seconds": ("frame s", ".3f"),
    "peak_megabytes": ("peak MB", ".0f"),
}
_SCALED = {
    **_STEP,
    "megapixel_iterations_per_second": ("Mpx it/s", ".2f"),
    "seconds_per_megapixel_iteration": ("s per Mpx it", ".3f"),
    "times_the_median": ("x median", ".2f"),
    "peak_megabytes": ("peak MB", ".0f"),
}
"""A row's number to its heading and format."""


@dataclass(frozen=True)
class ComparisonReport:
    """The ways beside each other."""

    found: Comparison
    is_classic: bool
    """Whether what others took for it is known."""

    @classmethod
    def measured(cls, model: str, task: Task, effort: Effort, *, fresh: bool) -> Self:
        """Return the report of a measurement, with ``fresh`` of processes of their own too; raises as ``measure``."""
        found = measure(task, effort)
        if fresh:
            ways = tuple(
                replace(way, peak_bytes=peak_bytes(task, effort.device, way.precision)) if way.is_ours else way
                for way in found.ways
            )
            found = replace(found, ways=ways, first_frame_seconds=first_frame_seconds(to_pixels(task.picture)))
        return cls(found, (model, task.end, task.size) == _CLASSIC)

    def plot(self) -> Pixels:
        """Return it as a picture."""
        return plot_comparison(self.found)

    def json(self) -> str:
        """Return all that was measured, and what follows."""
        return _json(asdict(self.found), map(asdict, self.found.rows))

    def show(self) -> None:
        """Print it."""
        found, (width, height) = self.found, self.found.size
        _say(f"{found.machine}\none step (forward and gradient) to {found.end} at {width}x{height}: ", end="")
        _say(f"{found.flop / 1e9:.1f} GFLOP")
        _say(_table("way", _COMPARED, map(asdict, found.rows)))
        for precision, flop in found.gemm_flop_per_second.items():
            _say(f"peak, {precision} matrix product: {flop / 1e9:.0f} GFLOP/s")
        if found.first_frame_seconds is not None:
            _say(f"time to the first frame of the embedded model: {found.first_frame_seconds:.1f} s")
        if self.is_classic and not any(way.is_original for way in found.ways):
            _say(_QUOTED)


@dataclass(frozen=True)
class ScalingReport:
    """The sizes beside each other."""

    found: Scaling
    model: str

    @classmethod
    def measured(cls, model: str, task: Task, effort: Effort, *, fresh: bool) -> Self:
        """Return the report of a measurement, with ``fresh`` of memory too; raises as ``measure_scaling``."""
        found = measure_scaling(task, effort)
        if fresh:
            sizes = tuple(
                replace(each, peak_bytes=peak_bytes(replace(task, size=each.size), effort.device, "auto"))
                for each in found.sizes
            )
            found = replace(found, sizes=sizes)
        return cls(found, model)

    def plot(self) -> Pixels:
        """Return it as a picture."""
        return plot_scaling(self.found)

    def json(self) -> str:
        """Return all that was measured, and what follows."""
        line = self.found.memory
        return _json({**asdict(self.found), "memory": line and asdict(line)}, map(asdict, self.found.rows))

    def show(self) -> None:
        """Print it."""
        _say(f"{self.found.machine}\none step (forward and gradient) of {self.model} to {self.found.end}")
        _say(_table("size", _SCALED, map(asdict, self.found.rows)))
        if line := self.found.memory:
            _say(f"memory: {line.fixed_gigabytes:.2f} GB and {line.gigabytes_per_megapixel:.2f} GB for each Mpx")


def _json(found: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps({**found, "rows": list(rows)}, indent=2)


def _table(first: str, columns: Mapping[str, tuple[str, str]], rows: Iterable[Mapping[str, Any]]) -> Table:
    table = Table(first, *(heading for heading, _ in columns.values()), box=None)
    for row in rows:
        cells = ((row[name], form) for name, (_, form) in columns.items())
        table.add_row(row[first], *("-" if value is None else format(value, form) for value, form in cells))
    return table


def _say(what: str | Table, end: str = "\n") -> None:
    Console(width=_UNLIMITED, markup=False, emoji=False, highlight=False).print(what, end=end)
