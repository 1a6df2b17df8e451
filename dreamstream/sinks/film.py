"""What every sink that encodes a film into one file has in common."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
from av.container import OutputContainer
from av.video.stream import VideoStream

from dreamstream.errors import SinkError
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.base import Sink
from dreamstream.sinks.part_file import PartFile
from dreamstream.sinks.rollback_file import RollbackFile


@dataclass(frozen=True, slots=True)
class _Encoding:
    """A film while it is being written."""

    info: StreamInfo
    file: RollbackFile
    container: OutputContainer
    stream: VideoStream


class FilmSink(Sink):
    """A film in one file: written beside the output as ``out.part.mp4``, renamed when it is whole.

    A subclass says which container and encoder, and what pictures the encoder gets. ``finish`` without a single
    frame raises a ``SinkError``, for there is no such film; ``abandon`` then returns None and leaves nothing.
    """

    def __init__(self, part: PartFile) -> None:
        self._part = part
        self._encoding: _Encoding | None = None
        self._last_seconds: Fraction | None = None
        self._packets_written = 0
        self._ended = False

    @abstractmethod
    def _open_container(self, file: RollbackFile, info: StreamInfo) -> tuple[OutputContainer, VideoStream]:
        """Return the container around ``file`` and its one stream, ready for the first picture."""

    @abstractmethod
    def _pictures(self, frame: Frame | None) -> Iterable[av.VideoFrame]:
        """Yield what the encoder gets for a frame; for None, what was held back until the end."""

    def _publish(self) -> None:
        """Put the closed part file under the final name."""
        self._part.publish()

    def open(self, info: StreamInfo) -> None:
        """Claim the part file and begin the container in it."""
        file = RollbackFile(self._part.claim())
        with self._as_sink_error():
            container, stream = self._open_container(file, info)
            container.metadata.update(info.metadata)
            self._encoding = _Encoding(info, file, container, stream)
            # Opens the encoder, not yet the container: FFmpeg crashes on closing a fragmented one without a packet.
            stream.codec_context.open()

    def write(self, frame: Frame) -> None:
        """Encode one frame, (H, W, 3) of the size told to ``open``, later than the one before."""
        if self._encoding is None:
            raise SinkError(f"{self._part.final} is not open for writing")
        expected = (self._encoding.info.width, self._encoding.info.height)
        height, width = frame.pixels.shape[:2]
        if (width, height) != expected:
            sizes = f"{width}x{height} in a film of {expected[0]}x{expected[1]}"
            raise SinkError(f"{self._part.final} can't take frame {frame.index}: it is {sizes}")
        if self._last_seconds is not None and frame.pts_seconds <= self._last_seconds:
            times = f"at {float(frame.pts_seconds):.6g} s it is not after {float(self._last_seconds):.6g} s"
            raise SinkError(f"{self._part.final} can't take frame {frame.index}: {times}")
        self._last_seconds = frame.pts_seconds
        self._encode(self._encoding, self._pictures(frame))

    def finish(self) -> None:
        """Drain the encoder, close the file and give it its final name."""
        if self._ended or self._encoding is None:
            self._ended = True
            return
        self._ended = True
        self._close()
        if self._packets_written == 0:
            self._part.discard()
            raise SinkError(f"{self._part.final} was not made: not a single frame came")
        self._publish()

    def abandon(self) -> Path | None:
        """Close the part file so that it plays and leave it; delete it if it holds no frame."""
        self._ended = True
        with suppress(SinkError):
            self._close()
        if self._packets_written:
            return self._part.keep()
        self._part.discard()
        return None

    def _encode(self, encoding: _Encoding, pictures: Iterable[av.VideoFrame | None]) -> None:
        with self._as_sink_error():
            for picture in pictures:
                for packet in encoding.stream.encode(picture):
                    encoding.container.mux(packet)
                    encoding.file.settle()
                    self._packets_written += 1

    def _close(self) -> None:
        encoding, self._encoding = self._encoding, None
        if encoding is None:
            return
        try:
            self._encode(encoding, chain(self._pictures(None), (None,)))
        finally:
            with self._as_sink_error():
                encoding.container.close()
                encoding.file.settle()

    @contextmanager
    def _as_sink_error(self) -> Iterator[None]:
        try:
            yield
        except SinkError:
            raise
        except (av.FFmpegError, OSError) as error:
            raise SinkError(f"{self._part.path} can't be written: {error.strerror or error}") from error
