"""On how many of the processor's threads a step is taken, found out while a render goes on.

All threads of a step wait for the slowest of them. So where other programs compute too, or where a picture is small,
fewer are faster, on two busy processors several times.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeAlias

import torch

from dreamstream.dreaming.ascent import Ascent
from dreamstream.dreaming.asking import Asking
from dreamstream.dreaming.pace import Pace
from dreamstream.dreaming.stepping import one_by_one

_Kind: TypeAlias = tuple[torch.Size, tuple[str, ...]]
"""A picture's shape and its goals' layers."""


class Crew:
    """Takes the steps of an octave, as a ``Stepper``, on as many threads as are the fastest for its size.

    What is dreamed stays the same to the last bit: a number of threads on which a gradient is rounded otherwise is
    found out beforehand, and never taken. Its state are the paces so far.

    Args:
        most: threads, at least 1.
        clock: seconds, from any beginning.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.perf_counter) -> None:
        self._most, self._clock = most, clock
        self._paces: dict[_Kind, Pace] = defaultdict(partial(Pace, most))
        self._proved: set[tuple[_Kind, int]] = set()

    def __call__(
        self, ascent: Ascent, data: torch.Tensor, shifts: Iterable[tuple[int, int]], mask: torch.Tensor | None
    ) -> Asking[tuple[torch.Tensor, torch.Tensor]]:
        """Return what leads to the picture after its steps, as any ``Stepper``."""
        kind = data.shape, ascent.layers
        pace = self._paces[kind]
        threads = pace.next()
        if not self._may_take(threads, kind, ascent, data):
            pace.rule_out(threads)
            threads = pace.threads
        steps = 0

        def counted() -> Iterator[tuple[int, int]]:
            nonlocal steps
            for shift in shifts:
                yield shift
                steps += 1

        with _on(threads):
            began = self._clock()
            result = yield from one_by_one(ascent, data, counted(), mask)
            pace.took(threads, (self._clock() - began) / max(steps, 1))
        return result

    def _may_take(self, threads: int, kind: _Kind, ascent: Ascent, data: torch.Tensor) -> bool:
        if threads == self._most or (kind, threads) in self._proved:
            return True
        if not self._changes_nothing(ascent, data, threads):
            return False
        self._proved.add((kind, threads))
        return True

    def _changes_nothing(self, ascent: Ascent, data: torch.Tensor, threads: int) -> bool:
        def gradients() -> list[torch.Tensor]:
            return [ascent.network.differentiate(data, layer, torch.clone)[1] for layer in ascent.layers]

        with _on(self._most):
            expected = gradients()
        with _on(threads):
            return all(map(torch.equal, gradients(), expected))


@contextmanager
def _on(threads: int) -> Iterator[None]:
    before = torch.get_num_threads()
    if threads == before:
        yield
        return
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)
