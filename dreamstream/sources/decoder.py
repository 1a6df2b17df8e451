"""Takes the pictures out of a video, one by one, and tells when it is not whole."""

import logging
import math
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import cast

import av
from av.packet import Packet
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dreamstream.companions import Packet as Companion
from dreamstream.companions import Track
from dreamstream.errors import SourceError
from dreamstream.sources.hearing import Hearing
from dreamstream.sources.length import duration_seconds
from dreamstream.sources.medium import Medium, reason
from dreamstream.sources.reordered import Reordered

FALLBACK_RATE = Fraction(25)
"""Frames per second where a file states none."""

_SEEK_MARGIN_SECONDS = 1
"""Decoding begins at least so much before the frame sought: the pictures that follow a keyframe but are shown before it
may need others that were passed over."""

_LATEST_SOUND_SECONDS = 2
"""Sound is searched for in a medium up to so long after its pictures."""

_logger = logging.getLogger("dreamstream")


class Decoder:
    """The first video stream of a medium; iterated once, it yields PyAV frames in presentation order.

    Packets that can't be decoded are left out and counted in ``skipped``; a warning tells of them once, at
    the end. ``broken_off`` is the sentence to tell after a medium that ends before its promised end, else None.
    Packets of sound and subtitles that it meets on its way are kept by ``hearing``, for ``packets_before``.

    Raises:
        SourceError: the medium, which is then closed, holds no video that can be decoded.
    """

    def __init__(self, medium: Medium) -> None:
        self.medium = medium
        self.skipped = 0
        self.broken_off: str | None = None
        self._closing = threading.Event()
        try:
            self.stream = _video_stream(medium)
            self.hearing = Hearing(medium)
            self._passed_seconds: Fraction | float = -math.inf
            # Decoding frames side by side delays each by as many as there are threads.
            self.stream.thread_type = "SLICE" if medium.is_live else "AUTO"
            self._timed = Reordered(medium.container.format.name, self.stream)
            self.rate = self.stream.average_rate or self.stream.guessed_rate or FALLBACK_RATE
            self.time_base = self.stream.time_base or 1 / self.rate
            self.duration_seconds = duration_seconds(medium.container, self.stream)
            self.metadata = dict(medium.container.metadata)
            self._frames = self._decoded()
            self.first = self._first()
            # The container's time at which the frames are at 0.
            self.origin_seconds = (self.first.pts or 0) * self.time_base
        except BaseException:
            medium.container.close()
            raise
        self._next: VideoFrame | None = self.first

    def __iter__(self) -> Iterator[VideoFrame]:
        while self._next is not None and not self.closed:
            yield self._next
            self._next = None if self.closed else next(self._frames, None)

    @property
    def tracks(self) -> tuple[Track, ...]:
        """Return the sound and subtitles of the medium."""
        return self.hearing.tracks

    @property
    def frame_count(self) -> int | None:
        """How many frames it has: as many as the container counts, or estimated by its length."""
        seconds = self.duration_seconds
        if seconds is not None and "matroska" in self.medium.container.format.name:
            # There a late start counts as length.
            seconds -= max(Fraction(0), self.origin_seconds)
        estimated = None if seconds is None else max(1, round(seconds * self.rate))
        # An edit list may show less than the track holds.
        return min((count for count in (self.stream.frames, estimated) if count), default=None)

    @property
    def frame_ticks(self) -> int:
        """How long a frame stands, in ticks of the time base."""
        return round(1 / (self.rate * self.time_base))

    @property
    def closed(self) -> bool:
        """Whether the medium has been given back, or will be."""
        return self._closing.is_set()

    def skip_to(self, seconds: Fraction) -> None:
        """Let iteration begin shortly before ``seconds`` after the first frame; nothing changes where it can't."""
        if seconds > 0:
            self.hearing.want_from(seconds + self.origin_seconds)
        if self.first.pts is None or not self.medium.can_seek:
            return
        wanted = self.first.pts + seconds / self.time_base
        start = int(wanted - _SEEK_MARGIN_SECONDS / self.time_base)
        # Media that can't seek after all are where they were.
        with suppress(av.FFmpegError):
            if start > self.first.pts:
                self._seek(start)
            if self._is_after(wanted):
                self._seek(self.first.pts)
            if self._is_after(wanted):
                # Where a broadcast's clock begins anew, times before that are not found.
                self._rewind()

    def packets_before(self, seconds: Fraction | None) -> list[Companion]:
        """Give away what was met so far of sound and subtitles that begin before ``seconds``, all where that is None.

        Times are those of the frames.
        """
        until = None if seconds is None else seconds + self.origin_seconds
        kept = self.hearing.before(until)
        return [replace(each, pts_seconds=each.pts_seconds - self.origin_seconds) for each in kept]

    def listen_until(self, seconds: Fraction | None) -> None:
        """Read on, without decoding, for the sound and subtitles before ``seconds``, all where that is None."""
        end = None if seconds is None else seconds + self.origin_seconds
        # What breaks off now was not wanted.
        with suppress(av.FFmpegError):
            while not (self.closed or self._has_heard(end)):
                packet = next(self._packets, None)
                if packet is None:
                    return
                if packet.stream.index != self.stream.index:
                    self.hearing.meet(packet)
                elif packet.pts is not None:
                    self._passed_seconds = max(self._passed_seconds, packet.pts * self.time_base)

    def stop(self) -> None:
        """Let an iteration in another thread end at its next frame."""
        self._closing.set()

    def close(self) -> None:
        """Give back the medium; a suspended iteration then ends."""
        self.stop()
        self.medium.container.close()

    def _has_heard(self, end_seconds: Fraction | None) -> bool:
        if end_seconds is None:
            return False
        is_too_late = self._passed_seconds > end_seconds + _LATEST_SOUND_SECONDS
        return is_too_late or self.hearing.has_reached(end_seconds)

    def _is_after(self, ticks: Fraction) -> bool:
        return self._next is None or self._next.pts is None or self._next.pts > ticks

    def _seek(self, ticks: int) -> None:
        self.medium.container.seek(ticks, stream=self.stream)
        self._decode_anew()

    def _rewind(self) -> None:
        self.medium.container.seek(0, unsupported_byte_offset=True)
        self._decode_anew()

    def _decode_anew(self) -> None:
        self.hearing.forget()
        self._frames, self.broken_off = self._decoded(), None
        self._next = next(self._frames, None)

    def _first(self) -> VideoFrame:
        first = next(self._frames, None)
        if first is None:
            raise SourceError(self.broken_off or f"no frame of {self.medium.name} can be decoded")
        return first

    def _decoded(self) -> Iterator[VideoFrame]:
        # Containers differ in whether a late start counts as length; to count it never accuses a whole file.
        early = min(0, self.stream.start_time or 0)
        reached, partial = Fraction(0), False
        packets = self._packets = self.medium.container.demux(self.stream, *self.hearing.streams)
        try:
            while not self.closed and (packet := next(packets, None)) is not None:
                # The empty packets at the end say 0 in their own stream_index.
                if packet.stream.index != self.stream.index:
                    self.hearing.meet(packet)
                    continue
                if packet.pts is not None:
                    reached = max(reached, (packet.pts + (packet.duration or 0) - early) * self.time_base)
                if packet.size:
                    partial = packet.is_corrupt
                yield from self._pictures(cast("Packet[VideoStream]", packet))
            self._judge_end(reached, partial)
        except av.FFmpegError as error:
            self.broken_off = f"{self.medium.name} breaks off at {float(reached):.2f} s: {reason(error)}"
        finally:
            self._tell_skipped()

    def _pictures(self, packet: "Packet[VideoStream]") -> list[VideoFrame]:
        try:
            return [self._timed(frame) for frame in packet.decode()]
        except av.FFmpegError:
            self.skipped += 1
            return []

    def _judge_end(self, reached: Fraction, partial: bool) -> None:
        """A cut file often just ends, without an error: its last packet tells, or its own promise."""
        promised = reached if self.duration_seconds is None else self.duration_seconds
        tolerance = max(2 / self.rate, min(Fraction(1), promised / 10))
        short = reached + tolerance < promised
        if not self.closed and (partial or short):
            length = f" of {float(promised):.2f} s" if short else ""
            self.broken_off = f"{self.medium.name} breaks off at {float(reached):.2f} s{length}; the file is not whole"

    def _tell_skipped(self) -> None:
        if self.skipped:
            packets = "1 packet" if self.skipped == 1 else f"{self.skipped} packets"
            _logger.warning("%s of %s could not be decoded and left out", packets, self.medium.name)


def _video_stream(medium: Medium) -> VideoStream:
    for stream in medium.container.streams.video:
        # A cover picture in a music file is a stream too.
        if not stream.disposition & Disposition.attached_pic and stream.codec_context is not None:
            return stream
    raise SourceError(f"{medium.name} holds no video that can be decoded")
