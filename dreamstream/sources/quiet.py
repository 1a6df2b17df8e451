"""Keeps what C libraries write straight to standard error away from the user."""

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STDERR = 2
_one_at_a_time = threading.Lock()


@contextmanager
def captured_stderr() -> Iterator[Callable[[], str]]:
    """Collect what is written to file descriptor 2; the value is a function that returns the text so far.

    libpng, libjpeg and OpenCV report there, past ``sys.stderr``, and can't be told not to. The descriptor
    belongs to the whole process: keep the block short.
    """
    with _one_at_a_time, tempfile.TemporaryFile() as collected:

        def text() -> str:
            collected.seek(0)
            return collected.read().decode(errors="replace")

        try:
            saved = os.dup(STDERR)
        except OSError:  # a process without standard error has nothing to keep clean
            yield text
            return
        try:
            os.dup2(collected.fileno(), STDERR)
            yield text
        finally:
            os.dup2(saved, STDERR)
            os.close(saved)
