"""Frames at one rate, for formats that don't say when a frame is shown."""

import logging
import math
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from dreamstream.errors import SinkError, Stopped
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.base import Sink
from dreamstream.sinks.guard import Guard

_logger = logging.getLogger("dreamstream")


class ConstantRateSink(Sink):
    """Gives another sink a frame for every 1 / rate seconds: the last that came up to half a frame later.

    So frames are repeated or left out where the stream's own times ask for it, which a warning tells once; one that
    is off by less than half a frame is only moved. One frame is held back.

    Args:
        inner: what takes the frames.
        name: the output's, for the warning.
    """

    def __init__(self, inner: Sink, name: str) -> None:
        self._inner, self._name = inner, name
        self._guard = Guard(name)
        self._held: Frame | None = None
        self._next_tick = self._frames_shown = 0
        self._has_warned = False

    def open(self, info: StreamInfo) -> None:
        """Open the inner sink for ticks of one frame."""
        self._rate = info.rate
        self._guard.begin(info)
        self._inner.open(replace(info, time_base=1 / info.rate))

    def write(self, frame: Frame) -> None:
        """Show the frame before for as long as it lasted."""
        self._guard.check(frame)
        ticks = math.floor(frame.pts_seconds * self._rate + Fraction(1, 2))
        if self._held is None:
            self._next_tick = ticks
        else:
            if ticks != self._next_tick + 1:
                self._warn()
            self._show_until(ticks)
        self._held = frame

    def finish(self) -> None:
        """Show the last frame once, and finish the inner sink."""
        self._show_last()
        self._inner.finish()

    def about_bytes(self, pixels: int, frames: int) -> int | None:
        """Return what the film itself takes."""
        return self._inner.about_bytes(pixels, frames)

    def abandon(self) -> Path | None:
        """Show the last frame once where that can still be, and abandon the inner sink."""
        with suppress(SinkError, Stopped):
            self._show_last()
        return self._inner.abandon()

    def _show_last(self) -> None:
        self._guard.end()
        if self._held is not None:
            self._show_until(self._next_tick + 1)
            self._held = None

    def _show_until(self, ticks: int) -> None:
        assert self._held is not None
        while self._next_tick < ticks:
            shown = replace(self._held, index=self._frames_shown, pts_seconds=self._next_tick / self._rate)
            self._inner.write(shown)
            self._frames_shown += 1
            self._next_tick += 1

    def _warn(self) -> None:
        if not self._has_warned:
            self._has_warned = True
            _logger.warning(
                "%s has no times of its own: frames are repeated or left out to keep %.4g a second",
                *(self._name, float(self._rate)),
            )
