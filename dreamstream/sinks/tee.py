"""Several outputs at once."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from dreamstream.errors import SinkError, Stopped
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.base import Sink

_logger = logging.getLogger("dreamstream")


class TeeSink(Sink):
    """Gives every frame to several sinks. One that fails ends alone; the others go on.

    What failed is told at once by a warning, and raised when the others are finished; a reader that went away is
    no failure. When none is left, writing raises what the first one met.

    Args:
        sinks: at least one.
    """

    def __init__(self, sinks: Sequence[Sink]) -> None:
        self._sinks = tuple(sinks)
        self._open = list(self._sinks)
        self._errors: list[SinkError | Stopped] = []
        self._rests: list[Path] = []
        limits = [sink.enough_frames for sink in sinks]
        # A film needs them all, and a single picture then is its last frame.
        self.enough_frames = None if None in limits else max(limit for limit in limits if limit is not None)

    def open(self, info: StreamInfo) -> None:
        """Open all; one that can't be opened keeps the render from beginning."""
        for sink in self._sinks:
            sink.open(info)

    def write(self, frame: Frame) -> None:
        """Give a frame to all that are left."""
        self._each(lambda sink: sink.write(frame))
        if not self._open:
            self._raise_first()

    def finish(self) -> None:
        """Finish all that are left, then tell what failed."""
        self._each(lambda sink: sink.finish())
        self._open.clear()
        try:
            self._raise_first()
        finally:
            self._errors.clear()

    def abandon(self) -> Path | None:
        """Abandon all that are left; return the first rest there is."""
        for sink in self._sinks:
            self._keep(sink)
        self._open.clear()
        return self._rests[0] if self._rests else None

    def about_bytes(self, pixels: int, frames: int) -> int | None:
        """Return the sum over all that can tell; None where none can."""
        known = [each for sink in self._sinks if (each := sink.about_bytes(pixels, frames)) is not None]
        return sum(known) if known else None

    def _each(self, do: Callable[[Sink], None]) -> None:
        for sink in tuple(self._open):
            try:
                do(sink)
            except (SinkError, Stopped) as error:
                self._open.remove(sink)
                self._errors.append(error)
                self._keep(sink)
                if self._open and isinstance(error, SinkError):
                    _logger.warning("%s; the other outputs go on", error)

    def _keep(self, sink: Sink) -> None:
        rest = sink.abandon()
        if rest is not None and rest not in self._rests:
            self._rests.append(rest)

    def _raise_first(self) -> None:
        failed = [error for error in self._errors if isinstance(error, SinkError)]
        # Where every reader went away, that is a stop.
        first = failed or (self._errors if len(self._errors) == len(self._sinks) else [])
        if first:
            raise first[0]
