"""A film's place in the standard output, for another program to read."""

import os
import select
import sys

from dreamstream.errors import SinkError, Stopped
from dreamstream.sinks.place import Place

STDOUT = 1
"""The descriptor, whatever Python's own ``sys.stdout`` has become."""


class PipePlace(Place):
    """The standard output. Writing waits for the reader; one that goes away stops the render, which is no fault.

    Raises:
        SinkError: a terminal, which media would only garble, or no standard output at all.
    """

    name = "stdout"
    has_reader = True

    def __init__(self) -> None:
        try:
            is_terminal = os.isatty(STDOUT)
            os.fstat(STDOUT)
        except OSError as error:
            raise SinkError(f"there is no standard output to write to: {error.strerror}") from error
        if is_terminal:
            raise SinkError("media would garble the terminal; send it on, as in: dreamstream ... -o - | mpv -")
        self._error: OSError | None = None

    def claim(self) -> "PipePlace":
        """Make the descriptor take bytes as they are."""
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - there is none elsewhere

            msvcrt.setmode(STDOUT, os.O_BINARY)
        return self

    def write(self, data: bytes) -> int:
        """Write all of ``data``, waiting for the reader; swallow it after an error, which ``settle`` raises."""
        rest = memoryview(data)
        while rest and self._error is None:
            try:
                rest = rest[os.write(STDOUT, rest) :]
            except BlockingIOError:
                # Whoever made the pipe may have made it non-blocking, for himself and so for us.
                select.select((), (STDOUT,), ())
            except OSError as error:
                self._error = error
        return len(data)

    def settle(self) -> None:
        """Raise what a write met: ``Stopped`` when the reader is gone, else the error itself."""
        if isinstance(self._error, BrokenPipeError):
            raise Stopped("whoever read stdout has closed it") from self._error
        if self._error is not None:
            raise self._error
