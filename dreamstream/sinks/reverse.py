"""A film turned round: what came last is shown first."""

from pathlib import Path

from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.base import Sink
from dreamstream.sinks.lossless import frames_backwards
from dreamstream.sinks.soundtrack import without_companions
from dreamstream.sinks.turning import TurningSink


class ReversedSink(TurningSink):
    """Gives another sink the frames last to first, bit for bit, with one frame in memory at a time.

    The frames first go forward into a lossless film beside the output; ``finish`` reads that backwards and deletes it.
    The inner sink is opened at once, so that what it refuses is refused before the work. The new first frame is at 0
    and every frame is shown as long as it was, the last one for 1 / rate. Sound, subtitles and chapters, which run
    forward, are left out.

    ``abandon`` keeps the lossless film, which holds every frame in its forward order, and returns its path; the
    part of the reversed film that the inner sink may already have written stays beside it.
    """

    def __init__(self, inner: Sink, scratch_path: Path) -> None:
        super().__init__(inner, scratch_path)
        self._frames_written = 0
        self._is_turning = False

    def open(self, info: StreamInfo) -> None:
        """Open the inner sink and the lossless film."""
        self._info = without_companions(info, self._inner)
        self._inner.open(self._info)
        self._open_scratch(self._info)

    def write(self, frame: Frame) -> None:
        """Add one frame to the lossless film."""
        self._scratch.write(frame)
        self._frames_written += 1

    def finish(self) -> None:
        """Write the whole film into the inner sink, backwards, and finish that."""
        if self._ended:
            return
        self._ended = True
        if self._info is None or self._frames_written == 0:
            self._scratch.abandon()
            self._inner.finish()
            return
        self._scratch.finish()
        self._is_turning = True
        for frame in frames_backwards(self._scratch_path, self._info):
            self._inner.write(frame)
        self._inner.finish()
        self._scratch_path.unlink(missing_ok=True)
        self._is_turning = False

    def about_bytes(self, pixels: int, frames: int) -> int | None:
        """Return what the film itself takes."""
        return self._inner.about_bytes(pixels, frames)

    def abandon(self) -> Path | None:
        """Close both films; return the lossless one, which runs forward."""
        self._ended = True
        self._inner.abandon()
        rest = self._scratch.abandon()
        return self._scratch_path if self._is_turning else rest
