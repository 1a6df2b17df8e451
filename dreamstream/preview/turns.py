"""When something costly may be done again, so that it takes next to nothing of the dream's time."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

_SHARE = 0.03
"""Of all processors' time, what may be taken at most."""


class Turns:
    """Times what is done in a turn of this thread, and has the next one come so much later as that asks for."""

    def __init__(self) -> None:
        self._next_at = 0.0

    @property
    def is_due(self) -> bool:
        """Whether the next turn has come."""
        return time.monotonic() >= self._next_at

    @contextmanager
    def taken(self, shortest_seconds: float = 0.0) -> Iterator[None]:
        """Take a turn; the next comes after ``shortest_seconds`` at the earliest."""
        began = time.thread_time()
        yield
        pause_seconds = _seconds_to_pay(time.thread_time() - began)
        self._next_at = time.monotonic() + max(shortest_seconds, pause_seconds)

    @contextmanager
    def lengthened(self) -> Iterator[None]:
        """Count what is done within as a part of the last turn."""
        began = time.thread_time()
        yield
        self._next_at += _seconds_to_pay(time.thread_time() - began)


def _seconds_to_pay(cost_seconds: float) -> float:
    """Return in how many seconds such a cost, of one thread's time, is no more than its share of all processors'."""
    return cost_seconds / (_SHARE * (os.cpu_count() or 1))
