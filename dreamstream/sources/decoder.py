"""Takes the pictures out of a video file, one by one, and tells when the file is not whole."""

import logging
import os
import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dreamstream.errors import SourceError

FALLBACK_RATE = Fraction(25)
"""Frames per second where a file states none."""

_NOT_VIDEO = {"tty", "image2"}
"""FFmpeg chooses these by the file's name and would take any text for a picture."""

_logger = logging.getLogger("dreamstream")


class Decoder:
    """The first video stream of a file; iterated once, it yields PyAV frames in presentation order.

    Packets that can't be decoded are left out and counted in ``skipped``; a warning tells of them once, at
    the end. ``broken_off`` is the sentence to tell after a file that ends before its promised end, else None.

    Raises:
        SourceError: the file holds no video that can be decoded.
    """

    def __init__(self, path: Path) -> None:
        self._name = path
        self._container = _open(path)
        try:
            self.stream = _video_stream(self._container, path)
        except SourceError:
            self._container.close()
            raise
        self.stream.thread_type = "AUTO"
        self.rate = self.stream.average_rate or self.stream.guessed_rate or FALLBACK_RATE
        self.time_base = self.stream.time_base or 1 / self.rate
        self.duration_seconds = _duration_seconds(self._container, self.stream)
        self.metadata = dict(self._container.metadata)
        self.skipped = 0
        self.broken_off: str | None = None
        self._closing = threading.Event()

    def __iter__(self) -> Iterator[VideoFrame]:
        # Containers differ in whether a late start counts as length; to count it never accuses a whole file.
        early = min(0, self.stream.start_time or 0)
        reached, partial = Fraction(0), False
        packets = self._container.demux(self.stream)
        try:
            while not self._closing.is_set() and (packet := next(packets, None)) is not None:
                if packet.pts is not None:
                    reached = max(reached, (packet.pts + (packet.duration or 0) - early) * self.time_base)
                if packet.size:
                    partial = packet.is_corrupt
                try:
                    frames = packet.decode()
                except av.FFmpegError:
                    self.skipped += 1
                    continue
                for frame in frames:
                    yield frame
                    if self._closing.is_set():
                        return
            self._judge_end(reached, partial)
        except av.FFmpegError as error:
            self.broken_off = f"'{self._name}' breaks off at {float(reached):.2f} s: {error.strerror}"
        finally:
            self._tell_skipped()

    @property
    def closed(self) -> bool:
        """Whether the file has been given back."""
        return self._closing.is_set()

    def close(self) -> None:
        """Give back the file; a suspended iteration then ends."""
        self._closing.set()
        self._container.close()

    def _judge_end(self, reached: Fraction, partial: bool) -> None:
        """A cut file often just ends, without an error: its last packet tells, or its own promise."""
        promised = reached if self.duration_seconds is None else self.duration_seconds
        tolerance = max(2 / self.rate, min(Fraction(1), promised / 10))
        short = reached + tolerance < promised
        if not self.closed and (partial or short):
            length = f" of {float(promised):.2f} s" if short else ""
            self.broken_off = f"'{self._name}' breaks off at {float(reached):.2f} s{length}; the file is not whole"

    def _tell_skipped(self) -> None:
        if self.skipped:
            packets = "1 packet" if self.skipped == 1 else f"{self.skipped} packets"
            _logger.warning("%s of '%s' could not be decoded and left out", packets, self._name)


def _open(path: Path) -> InputContainer:
    try:
        # The prefix keeps a colon in a file's name from being read as a protocol.
        container = av.open(f"file:{os.fspath(path)}", mode="r", metadata_errors="replace")
    except av.FFmpegError as error:
        raise SourceError(f"'{path}' is neither a picture nor a video that can be decoded") from error
    if container.format.name in _NOT_VIDEO:
        container.close()
        raise SourceError(f"'{path}' is neither a picture nor a video that can be decoded")
    return container


def _video_stream(container: InputContainer, path: Path) -> VideoStream:
    for stream in container.streams.video:
        # A cover picture in a music file is a stream too.
        if not stream.disposition & Disposition.attached_pic and stream.codec_context is not None:
            return stream
    raise SourceError(f"'{path}' holds no video that can be decoded")


def _duration_seconds(container: InputContainer, stream: VideoStream) -> Fraction | None:
    """The length of the video alone where the file states it; that of everything if there is nothing else."""
    whole = None if container.duration is None else Fraction(container.duration, av.time_base)
    if stream.duration is not None and stream.time_base is not None:
        own = stream.duration * stream.time_base
        # An edit list may show less than the track holds.
        return own if whole is None else min(own, whole)
    tagged = _clock_seconds(stream.metadata.get("DURATION", ""))
    if tagged is not None:
        return tagged
    return whole if len(container.streams) == 1 else None


def _clock_seconds(text: str) -> Fraction | None:
    """Read Matroska's ``HH:MM:SS.fraction``."""
    try:
        hours, minutes, seconds = text.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)
    except ValueError:
        return None
