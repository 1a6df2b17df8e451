"""The standard output as a sink."""

from pathlib import Path

from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.base import Sink
from dreamstream.sinks.film_at import film_at
from dreamstream.sinks.formats import find_format
from dreamstream.sinks.options import SinkOptions
from dreamstream.sinks.pipe import PipePlace

_Y4M = "yuv4mpegpipe"


class StdoutSink(Sink):
    """What another program reads: Y4M where the input is Y4M, else NUT, which has exact times, unless told otherwise.

    Either holds raw pictures: nothing is lost, and players need not decode.

    Raises:
        UsageError: the format or what shall be put into it is unknown.
        SinkError: see ``PipePlace``.
    """

    def __init__(self, options: SinkOptions) -> None:
        self._options, self._place = options, PipePlace()
        self._follows_input = options.format is None and options.codec is None
        self._film = film_at(self._place, find_format(options.format or "nut"), options)

    def open(self, info: StreamInfo) -> None:
        """Begin the stream."""
        if self._follows_input and info.format == _Y4M:
            self._film = film_at(self._place, find_format(_Y4M), self._options)
        self._film.open(info)

    def write(self, frame: Frame) -> None:
        """Add one frame, waiting for the reader."""
        self._film.write(frame)

    def finish(self) -> None:
        """Complete the stream."""
        self._film.finish()

    def about_bytes(self, pixels: int, frames: int) -> int | None:
        """Return what the film itself takes."""
        return self._film.about_bytes(pixels, frames)

    def abandon(self) -> Path | None:
        """End the stream where it is."""
        return self._film.abandon()
