"""Ctrl-C, SIGTERM and a terminal that closes finish the film; a second one ends the program at once."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import TypeAlias

_Handler: TypeAlias = Callable[[int, FrameType | None], object] | int

_SHOW_CURSOR = b"\x1b[?25h"


class StopSignal:
    """The event that a signal sets, and which signal it was."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self.number: int | None = None

    @property
    def exit_code(self) -> int:
        """The shell's code for an end by this signal: 130 for Ctrl-C, 143 for SIGTERM, 129 for SIGHUP; 0 without."""
        return 128 + self.number if self.number else 0


@contextmanager
def stopping_on_signals(on_stop: Callable[[], None]) -> Iterator[StopSignal]:
    """Let SIGINT, SIGTERM and SIGHUP set an event instead of ending the program, the first time.

    ``on_stop`` is called from the signal's handler, so it must not print. Only the main thread can use this.
    """
    stop = StopSignal()
    signals = _stop_signals()

    def handle(number: int, _: FrameType | None) -> None:
        stop.number = number
        stop.event.set()
        for each in signals:
            signal.signal(each, _end_at_once)
        on_stop()

    with ExitStack() as stack:
        for number in signals:
            stack.enter_context(_handling(number, handle))
        yield stop


@contextmanager
def raising_on_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C raise KeyboardInterrupt, so that what is drawn and locked is tidied up on the way out."""
    with _handling(signal.SIGINT, signal.default_int_handler):
        yield


@contextmanager
def ending_on_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C end the program where it stands: a library that waits for the network would not hear an exception."""
    with _handling(signal.SIGINT, signal.SIG_DFL):
        yield


@contextmanager
def _handling(number: int, handler: _Handler) -> Iterator[None]:
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, signal.SIG_DFL if before is None else before)


def _stop_signals() -> tuple[int, ...]:
    hangup: int | None = getattr(signal, "SIGHUP", None)
    # 'nohup' has it ignored, which is to stay so.
    if hangup is None or signal.getsignal(hangup) == signal.SIG_IGN:
        return signal.SIGINT, signal.SIGTERM
    return signal.SIGINT, signal.SIGTERM, hangup


def _end_at_once(number: int, _: FrameType | None) -> None:
    if sys.stderr.isatty():
        # The progress bar hid it.
        os.write(sys.stderr.fileno(), _SHOW_CURSOR)
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
