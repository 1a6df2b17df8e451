"""The one run that measures everything, and what it measures the ways against."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

from dreamstream.benchmark.comparison import Comparison, Way
from dreamstream.benchmark.contenders import Contender, Task, contenders
from dreamstream.benchmark.timing import Clock, Stopwatch, Timings, interleaved
from dreamstream.dreaming.replay import frames_until_steady
from dreamstream.errors import UsageError
from dreamstream.network.device import Placement, choose, device_name, wait_for
from dreamstream.network.flop import flop_of
from dreamstream.network.graph import plan
from dreamstream.network.shapes import trace

_MULTIPLYING = ("Convolution", "ConvolutionDepthwise", "Deconvolution", "DepthwiseConvolution", "InnerProduct")

_SIDE, _SIDE_ON_CARDS = 1024, 8192
"""A card does a product of a processor's size in less time than it takes to ask for it."""


@dataclass(frozen=True)
class Effort:
    """How, and how often, is measured."""

    device: str = "auto"
    precisions: tuple[str, ...] = ("float32", "auto")
    """Ours, each as ``Network`` takes it."""
    rounds: int = 15
    """Of single steps."""
    frames: int = 1
    """Rounds of classic frames; 0 leaves them out."""
    gemm_side: int | None = None
    """Rows and columns of the matrices whose product is the machine's peak; None as many as keep the device busy."""
    clock: Clock = time.perf_counter


def measure(task: Task, effort: Effort) -> Comparison:
    """Return every way measured in turn with the others.

    Raises:
        UsageError: there is nothing to measure, or no such device or precision.
        ModelError: the network can't be computed, or not at this size.
    """
    if effort.rounds < 1 or effort.frames < 0:
        raise UsageError(f"at least one round has to be measured, not {effort.rounds} and {effort.frames} frames")
    device = choose(effort.device).device
    side = effort.gemm_side or (_SIDE if device.type == "cpu" else _SIDE_ON_CARDS)
    those = list(contenders(task, effort.device, effort.precisions))
    products = {each.precision: _product(choose(effort.device, each.precision), side) for each in those}
    calls = {each.name: each.step for each in those} | {f"gemm {name}": call for name, call in products.items()}
    stopwatch = Stopwatch(effort.clock, lambda: wait_for(device))
    steps = interleaved(calls, effort.rounds, stopwatch)
    frames = _frames(those, effort, stopwatch, frames_until_steady(device))
    return Comparison(
        machine=device_name(device),
        size=task.size,
        end=task.end,
        flop=2 * forward_flop(task),
        ways=tuple(Way(each.name, each.precision, steps[each.name], frames.get(each.name)) for each in those),
        gemm_flop_per_second={name: 2 * side**3 / steps[f"gemm {name}"].minimum for name in products},
    )


def forward_flop(task: Task) -> int:
    """Return the floating point operations of one run forward in layers that have weights; one back has as many."""
    width, height = task.size
    needed = {step.layer for step in plan(task.spec, task.end).steps}
    counts = (
        flop_of(traced)
        for traced in trace(task.spec, (1, 3, height, width))
        if traced.layer in needed and traced.layer.type in _MULTIPLYING
    )
    return sum(count for count in counts if count is not None)


def _frames(those: list[Contender], effort: Effort, stopwatch: Stopwatch, unmeasured: int) -> dict[str, Timings]:
    if not effort.frames:
        return {}
    return interleaved({each.name: each.frame for each in those}, effort.frames, stopwatch, unmeasured=unmeasured)


def _product(placement: Placement, side: int) -> Callable[[], torch.Tensor]:
    matrix = torch.full((side, side), 1 / side, dtype=placement.dtype, device=placement.device)
    return lambda: matrix @ matrix
