"""Standard output and standard error as the command needs them, whatever they lead to.

What is said on stderr is worth less than the film: a log on a full disk, a closed terminal or a reader that went away
ends nothing. What is printed on stdout is all that was asked for: that it can't be is told.
"""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any, Protocol, TextIO

from dreamstream.errors import SinkError


class _Raw(Protocol):
    def write(self, data: Any, /) -> int | None: ...  # noqa: ANN401 - bytes in any form

    def fileno(self) -> int: ...

    def isatty(self) -> bool: ...


@contextmanager
def lasting_stderr() -> Iterator[None]:
    """Let text on ``sys.stderr`` be lost where it can't be written, instead of raising."""
    with redirect_stderr(_through(_Lasting, sys.stderr)):
        yield


@contextmanager
def checked_stdout() -> Iterator[None]:
    """Have all text on ``sys.stdout`` written at the end.

    Raises:
        SinkError: it can't be written.
        SystemExit: its reader went away, with code 0: it had enough, as one of a film may have.
    """
    with redirect_stdout(_through(_Checked, sys.stdout)):
        yield
        sys.stdout.flush()


class _Through(io.RawIOBase):
    """Writes to another stream, which stays open."""

    def __init__(self, raw: _Raw | None) -> None:
        self._raw = raw

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return super().fileno() if self._raw is None else self._raw.fileno()

    def isatty(self) -> bool:
        return self._raw is not None and self._raw.isatty()


class _Lasting(_Through):
    def write(self, data: Any, /) -> int | None:  # noqa: ANN401
        try:
            return self._raw.write(data) if self._raw else len(data)
        except OSError:
            return len(data)


class _Checked(_Through):
    _has_failed = False

    def write(self, data: Any, /) -> int | None:  # noqa: ANN401
        # Once is enough: the layers above try again what they could not write.
        if self._has_failed:
            return len(data)
        try:
            if self._raw is not None:
                return self._raw.write(data)
        except OSError as error:
            self._has_failed = True
            if isinstance(error, BrokenPipeError):
                raise SystemExit(0) from error
            raise SinkError(f"stdout can't be written: {error.strerror or error}") from error
        self._has_failed = True
        raise SinkError("there is no standard output to write to")


def _through(kind: type[_Through], stream: TextIO | None) -> TextIO:
    if stream is None:
        return io.TextIOWrapper(io.BufferedWriter(kind(None)), encoding="utf-8")
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        # Text that somebody collects.
        return stream
    # Names of files go out as the bytes that they are; what an old terminal has no letters for, spelt out.
    errors = "surrogateescape" if stream.encoding.lower().replace("-", "") == "utf8" else "backslashreplace"
    writer = io.BufferedWriter(kind(getattr(buffer, "raw", buffer)))
    return io.TextIOWrapper(writer, stream.encoding, errors, line_buffering=bool(stream.line_buffering))
