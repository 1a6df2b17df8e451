"""A film that plays to its end and back."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.base import Sink
from dreamstream.sinks.lossless import frames_backwards
from dreamstream.sinks.soundtrack import without_companions
from dreamstream.sinks.turning import TurningSink


class BoomerangSink(TurningSink):
    """Gives another sink the frames first to last and then back to the second, so that the film loops.

    Every frame is shown for as long as it was, on its way back too; the last one of all for 1 / rate. A frame goes on
    as it comes and into a lossless film beside the output, which ``finish`` reads backwards and deletes: one frame is
    in memory at a time. Sound, subtitles and chapters, which run forward, are left out.

    ``abandon`` leaves what the inner sink leaves, which plays as far as it got.
    """

    def __init__(self, inner: Sink, scratch_path: Path) -> None:
        super().__init__(inner, scratch_path)
        self._last: Frame | None = None

    def open(self, info: StreamInfo) -> None:
        """Open the inner sink and the lossless film."""
        self._info = without_companions(info, self._inner)
        count = info.frame_count
        self._inner.open(replace(self._info, frame_count=count and max(count, 2 * count - 2)))
        self._open_scratch(self._info)

    def write(self, frame: Frame) -> None:
        """Add one frame to both."""
        silent = replace(frame, companions=())
        self._inner.write(silent)
        self._scratch.write(silent)
        self._last = frame

    def finish(self) -> None:
        """Write the way back into the inner sink, and finish that."""
        if self._ended:
            return
        self._ended = True
        if self._info is None or self._last is None:
            self._scratch.abandon()
        else:
            self._scratch.finish()
            self._write_way_back(self._info, self._last)
        self._inner.finish()
        self._scratch_path.unlink(missing_ok=True)

    def abandon(self) -> Path | None:
        """Close and delete the lossless film; return what the inner sink leaves."""
        self._ended = True
        self._scratch.abandon()
        self._scratch_path.unlink(missing_ok=True)
        return self._inner.abandon()

    def about_bytes(self, pixels: int, frames: int) -> int | None:
        """Return what the inner sink makes of the film and its way back."""
        return self._inner.about_bytes(pixels, max(frames, 2 * frames - 2))

    def _write_way_back(self, info: StreamInfo, last: Frame) -> None:
        # The last frame has been shown, and the first is where the film begins again.
        for frame in islice(frames_backwards(self._scratch_path, info), 1, max(1, last.index)):
            self._inner.write(Frame(frame.pixels, last.index + frame.index, last.pts_seconds + frame.pts_seconds))
