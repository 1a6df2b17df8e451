"""The one run that measures everything, and what it measures the ways against."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

from dreamstream.benchmark.comparison import Comparison, Way
from dreamstream.benchmark.contenders import Contender, Task, contenders
from dreamstream.benchmark.timing import Clock, Timings, interleaved
from dreamstream.errors import UsageError
from dreamstream.network.device import Placement, choose, device_name
from dreamstream.network.flop import flop_of
from dreamstream.network.graph import plan
from dreamstream.network.shapes import trace

_MULTIPLYING = ("Convolution", "ConvolutionDepthwise", "Deconvolution", "DepthwiseConvolution", "InnerProduct")


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
    gemm_side: int = 1024
    """Rows and columns of the matrices whose product is the machine's peak."""
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
    those = list(contenders(task, effort.device, effort.precisions))
    products = {each.precision: _product(choose(effort.device, each.precision), effort.gemm_side) for each in those}
    calls = {each.name: each.step for each in those} | {f"gemm {name}": call for name, call in products.items()}
    steps = interleaved(calls, effort.rounds, effort.clock)
    frames = _frames(those, effort)
    return Comparison(
        machine=device_name(device),
        size=task.size,
        end=task.end,
        flop=2 * forward_flop(task),
        ways=tuple(Way(each.name, each.precision, steps[each.name], frames.get(each.name)) for each in those),
        gemm_flop_per_second={name: 2 * effort.gemm_side**3 / steps[f"gemm {name}"].minimum for name in products},
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


def _frames(those: list[Contender], effort: Effort) -> dict[str, Timings]:
    if not effort.frames:
        return {}
    return interleaved({each.name: each.frame for each in those}, effort.frames, effort.clock)


def _product(placement: Placement, side: int) -> Callable[[], float]:
    matrix = torch.full((side, side), 1 / side, dtype=placement.dtype, device=placement.device)

    def multiply() -> float:
        # A number has to be waited for, also on a device that computes by itself.
        return (matrix @ matrix)[0, 0].item()

    return multiply
