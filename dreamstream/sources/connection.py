"""A video that is being read: its frames with their times, across breaks where it may be opened again."""

import logging
import threading
import time
from collections.abc import Iterator
from fractions import Fraction

from av.video.frame import VideoFrame

from dreamstream.errors import SourceError
from dreamstream.sources.base import SourceOptions
from dreamstream.sources.decoder import Decoder
from dreamstream.sources.deinterlacing import deinterlaced
from dreamstream.sources.medium import OpenMedium
from dreamstream.sources.timing import Clock, Timed

_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.25, 4.0

_logger = logging.getLogger("dreamstream")


class Connection:
    """The frames of a medium, deinterlaced, their ticks in the time base of ``decoder``, its first.

    A medium that breaks off is opened again for as long as ``options.reconnect_seconds`` or its own patience says, also
    when it just ends if that was asked for: over TCP an end is all that is seen of a server that went away. Times then
    go on by one frame, as if there had been no gap. ``broken_off`` is the sentence to tell after the end, else None.

    Raises:
        SourceError: it can't be opened or holds no video.
    """

    def __init__(self, open_medium: OpenMedium, options: SourceOptions) -> None:
        self._open = open_medium
        self._deinterlace = options.deinterlace or "auto"
        self.decoder = self._current = Decoder(open_medium())
        self._closing = threading.Event()
        wanted = options.reconnect_seconds
        self._patience_seconds = self.decoder.medium.patience_seconds if wanted is None else float(wanted)
        self._follows_an_end = wanted is not None and wanted > 0

    def __iter__(self) -> Iterator[Timed[VideoFrame]]:
        begins_at, last = 0, -1
        while True:
            for each in self._timed():
                ticks = begins_at + round(each.ticks * self._current.time_base / self.decoder.time_base)
                last = max(ticks, last + 1)
                yield Timed(each.content, last)
            is_over = self.broken_off is None and not self._follows_an_end
            begins_at = last + self.decoder.frame_ticks
            if is_over or self.closed or not self._reconnected(begins_at * self.decoder.time_base):
                return

    @property
    def broken_off(self) -> str | None:
        """The sentence to tell after its end, where it was not whole."""
        return self._current.broken_off

    @property
    def closed(self) -> bool:
        """Whether the medium has been given back, or will be."""
        return self._closing.is_set()

    @property
    def current(self) -> Decoder:
        """What reads it now; its packets' times are those of the frames."""
        return self._current

    def stop(self) -> None:
        """Let an iteration in another thread end at its next frame."""
        self._closing.set()
        self._current.stop()

    def close(self) -> None:
        """Give back the medium; harmless when repeated."""
        self.stop()
        self._current.close()

    def _timed(self) -> Iterator[Timed[VideoFrame]]:
        decoder = self._current
        clock = Clock(decoder.frame_ticks, decoder.first.pts)
        for frame in deinterlaced(decoder, self._deinterlace, decoder.time_base):
            if self.closed:
                return
            yield Timed(frame, clock(frame.pts))

    def _reconnected(self, at_seconds: Fraction) -> bool:
        """Open the medium again, with pauses that grow, until it gives a frame, patience ends or it is closed.

        That frame is at ``at_seconds``.
        """
        deadline, pause = time.monotonic() + self._patience_seconds, _FIRST_PAUSE_SECONDS
        if self._patience_seconds == 0:
            return False
        name = self.decoder.medium.name
        _logger.warning("%s; trying it again for %g s", self.broken_off or f"{name} ended", self._patience_seconds)
        self._current.close()
        while not self._closing.is_set():
            try:
                decoder = Decoder(self._open())
            except SourceError:
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._closing.wait(min(pause, left))
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
            else:
                decoder.origin_seconds -= at_seconds
                self._current = decoder
                return True
        return False
