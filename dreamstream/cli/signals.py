"""Ctrl-C and SIGTERM finish the film; a second one ends the program at once."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SHOW_CURSOR = b"\x1b[?25h"


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
def stopping_on_signals(on_stop: Callable[[], None]) -> Iterator[StopSignal]:
    """Let SIGINT and SIGTERM set an event instead of ending the program, the first time.

    ``on_stop`` is called from the signal's handler, so it must not print. Only the main thread can use this.
    """
    stop = StopSignal()
    signals = (signal.SIGINT, signal.SIGTERM)

    def handle(number: int, _: FrameType | None) -> None:
        stop.number = number
        stop.event.set()
        for each in signals:
            signal.signal(each, _end_at_once)
        on_stop()

    before = [(number, signal.signal(number, handle)) for number in signals]
    try:
        yield stop
    finally:
        for number, handler in before:
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


def _end_at_once(number: int, _: FrameType | None) -> None:
    if sys.stderr.isatty():
        # The progress bar hid it.
        os.write(sys.stderr.fileno(), _SHOW_CURSOR)
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
