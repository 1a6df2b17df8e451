"""A render seen while it runs, beneath a notebook's cell."""

import math
import time
from pathlib import Path

from dreamstream.errors import DisplayError, SinkError
from dreamstream.frame import Frame, Pixels, StreamInfo
from dreamstream.inline.cell import CellOutput
from dreamstream.inline.pixels import as_data
from dreamstream.sinks.base import Sink
from dreamstream.sinks.film_at import tell_of_silence
from dreamstream.sinks.guard import Guard
from dreamstream.sinks.options import SinkOptions

NOTEBOOK = "notebook:"
"""What it is called among outputs."""

_SHORTEST_SECONDS = 0.1
"""Between two pictures."""
_SHARE = 0.05
"""Of its thread's time, what showing may take at most."""


class NotebookSink(Sink):
    """Shows the newest frame in place of the one before; those that come too fast to be seen are left out.

    The last one stays. Of the options, none has a meaning here.

    Raises:
        SinkError: this is no notebook.
    """

    def __init__(self, options: SinkOptions) -> None:
        tell_of_silence(NOTEBOOK, options)
        try:
            self._output = CellOutput()
        except DisplayError as error:
            raise SinkError(f"{NOTEBOOK} can't be written: {error}") from error
        self._guard = Guard(NOTEBOOK)
        self._unseen: Pixels | None = None
        self._next_at = -math.inf

    def open(self, info: StreamInfo) -> None:
        """Learn what the frames will be."""
        self._guard.begin(info)

    def write(self, frame: Frame) -> None:
        """Show a frame, if it is time for one."""
        self._guard.check(frame)
        self._unseen = frame.pixels
        if time.monotonic() >= self._next_at:
            self._show()

    def finish(self) -> None:
        """Leave the last frame to be seen."""
        if self._guard.is_begun:
            self._guard.end()
            self._guard.refuse_nothing()
            self._show()

    def abandon(self) -> Path | None:
        """Leave the last frame to be seen; nothing lies on the disk."""
        self._guard.end()
        self._show()
        return None

    def _show(self) -> None:
        pixels, self._unseen = self._unseen, None
        if pixels is None:
            return
        began = time.thread_time()
        self._output.put(as_data(pixels))
        cost = time.thread_time() - began
        self._next_at = time.monotonic() + max(_SHORTEST_SECONDS, cost / _SHARE)
