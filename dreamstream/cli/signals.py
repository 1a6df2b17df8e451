"""Ctrl-C and SIGTERM finish the film; a second one ends the program at once."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopSignal:
    """The event that a signal sets, and which signal it was."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self.number: int | None = None

    @property
    def exit_code(self) -> int:
        """The shell's code for an end by this signal: 130 for Ctrl-C, 143 for SIGTERM; 0 without one."""
        return 128 + self.number if self.number else 0


@contextmanager
def stopping_on_signals() -> Iterator[StopSignal]:
    """Let SIGINT and SIGTERM set an event instead of ending the program, the first time."""
    stop = StopSignal()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def handle(number: int, _: FrameType | None) -> None:
        stop.number = number
        stop.event.set()
        for each in before:
            signal.signal(each, signal.SIG_DFL)

    try:
        for number in before:
            signal.signal(number, handle)
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
