"""A film turned round: what came last is shown first."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from dreamstream.errors import SinkError
from dreamstream.frame import Frame, Pixels, StreamInfo
from dreamstream.sinks.base import Sink
from dreamstream.sinks.lossless import lossless_sink
from dreamstream.sinks.pictures import frame_ticks
from dreamstream.sinks.soundtrack import SoundtrackSink

_AFTER_EVERYTHING = 2**62

_logger = logging.getLogger("dreamstream")


class ReversedSink(Sink):
    """Gives another sink the frames last to first, bit for bit, with one frame in memory at a time.

    The frames first go forward into a lossless film beside the output; ``finish`` reads that backwards and deletes it.
    The inner sink is opened at once, so that what it refuses is refused before the work. The new first frame is at 0
    and every frame is shown as long as it was, the last one for 1 / rate. Sound, subtitles and chapters, which run
    forward, are left out.

    ``abandon`` keeps the lossless film, which holds every frame in its forward order, and returns its path; the
    part of the reversed film that the inner sink may already have written stays beside it.

    Args:
        inner: where the reversed film goes; not yet open.
        scratch_path: where the lossless film is kept meanwhile; replaced if it exists.

    Raises:
        SinkError: the folder of ``scratch_path`` is missing or can't be written to.
    """

    def __init__(self, inner: Sink, scratch_path: Path) -> None:
        self._inner = inner
        self.enough_frames = inner.enough_frames
        self._scratch_path = scratch_path
        self._scratch = lossless_sink(scratch_path)
        self._info: StreamInfo | None = None
        self._frames_written = 0
        self._is_turning = False
        self._ended = False

    def open(self, info: StreamInfo) -> None:
        """Open the inner sink and the lossless film."""
        if any(track.kind == "audio" for track in info.tracks) and not isinstance(self._inner, SoundtrackSink):
            _logger.warning("a film that runs backwards has no sound: its input's is left out")
        self._info = replace(info, tracks=(), chapters=())
        self._inner.open(self._info)
        self._scratch.open(self._info)

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
        for frame in _frames_backwards(self._scratch_path, self._info):
            self._inner.write(frame)
        self._inner.finish()
        self._scratch_path.unlink(missing_ok=True)
        self._is_turning = False

    def abandon(self) -> Path | None:
        """Close both films; return the lossless one, which runs forward."""
        self._ended = True
        self._inner.abandon()
        rest = self._scratch.abandon()
        return self._scratch_path if self._is_turning else rest


def _frames_backwards(path: Path, info: StreamInfo) -> Iterator[Frame]:
    try:
        with av.open(path) as container:
            stream = container.streams.video[0]
            # Frame threads would hold frames back; this way each packet gives its frame at once.
            stream.thread_type = "SLICE"
            previous_seconds: Fraction | None = None
            end_seconds = Fraction(0)
            for index, (seconds, pixels) in enumerate(_pictures_backwards(container, stream)):
                if previous_seconds is None:
                    end_seconds = previous_seconds = seconds + frame_ticks(info) * info.time_base
                yield Frame(pixels, index, end_seconds - previous_seconds)
                previous_seconds = seconds
    except av.FFmpegError as error:
        raise SinkError(f"{path} can't be read back to be reversed: {error.strerror}") from error


def _pictures_backwards(container: InputContainer, stream: VideoStream) -> Iterator[tuple[Fraction, Pixels]]:
    limit_ticks = _AFTER_EVERYTHING
    first_ticks = stream.start_time or 0
    while limit_ticks >= first_ticks:
        container.seek(limit_ticks, stream=stream, backward=True)
        decoded = next(container.decode(stream))
        assert decoded.pts is not None and stream.time_base is not None
        pixels = np.asarray(decoded.to_ndarray(format="rgb24"), dtype=np.uint8)
        yield decoded.pts * stream.time_base, pixels
        limit_ticks = decoded.pts - 1
