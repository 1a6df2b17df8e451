"""A film: what a coder makes of frames, in a container, at a place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
from av.container import OutputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from dreamstream.companions import Chapter
from dreamstream.companions.writing import delay, set_chapters
from dreamstream.errors import SinkError, Stopped
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.base import Sink
from dreamstream.sinks.coder import Coder
from dreamstream.sinks.commented_file import AnyFile
from dreamstream.sinks.companion_streams import CompanionStreams
from dreamstream.sinks.film_comment import FilmComment
from dreamstream.sinks.format import Format
from dreamstream.sinks.guard import Guard
from dreamstream.sinks.place import Place
from dreamstream.sinks.whole_frames import WholeFrames

_NEVER_REORDERED = 2
"""Films of so few frames are decoded as they are shown; x265 then leaves the times of decoding to chance."""


@dataclass(frozen=True, slots=True)
class _Encoding:
    """A film while it is being written."""

    container: OutputContainer
    stream: VideoStream
    companions: CompanionStreams

    def mux(self, packet: "av.Packet[Stream]") -> None:
        """Put a packet into the container, as much later as all others."""
        if self.companions.lead_seconds:
            # Until then the container's ticks are not known.
            self.container.start_encoding()
            delay(packet, self.companions.lead_seconds, self.stream)
        self.container.mux(packet)


class FilmSink(Sink):
    """A film at one place; at a file's, under a name of its own until it is whole.

    ``finish`` without a single frame raises a ``SinkError``, for there is no such film; ``abandon`` then returns
    None and leaves nothing.

    Args:
        name: what the film will be called.
        place: where it goes.
        container: what it is put into.
        coder: what becomes of its frames.
    """

    def __init__(self, name: str, place: Place, container: Format, coder: Coder) -> None:
        self._name, self._place, self.format, self._coder = name, place, container, coder
        self._guard = Guard(name)
        self._encoding: _Encoding | None = None
        self._whole = WholeFrames()
        self._first_index = 0
        self._kept_companions: Sequence[int] = ()
        self._given = 0
        self._ended = False
        self._begins_seconds = Fraction(0)
        self._comment: FilmComment | None = None
        self._chapters: tuple[Chapter, ...] = ()

    @property
    def whole_frames(self) -> int:
        """Return how many of this film's frames would be left of it now."""
        return self._whole.count

    @property
    def metadata(self) -> Mapping[str, str]:
        """Return the film's tags, which it has once it is open."""
        return self._comment.tags if self._comment else {}

    def go_on_after(self, frames: int, companions: Sequence[int]) -> None:
        """Leave out the first ``frames``, and of each stream that goes along so many packets; comes before ``open``.

        These frames may come all the same, for sound that is encoded again has to be heard from its beginning.
        """
        self._first_index, self._kept_companions = frames, companions

    def open(self, info: StreamInfo) -> None:
        """Claim the place and begin the container there."""
        self._comment = FilmComment(self._name, self.format, self._place, info)
        target = self._comment.claim()
        self._chapters = info.chapters if self.format.has_chapters else ()
        companions = CompanionStreams(info, self.format, self._name, self._place.supplement)
        with self._as_sink_error():
            encoding = self._encoding = self._begun(target, info, companions)
            if not companions.may_delay:
                self._put_chapters(encoding)
            # Opens the encoder, not yet the container: FFmpeg crashes on closing a fragmented one without a packet.
            encoding.stream.codec_context.open()
            if self._place.has_reader and not self._chapters:
                # Whether somebody is there is known before the first frame has cost its time.
                encoding.container.start_encoding()
                self._place.settle()
        self._guard.begin(info)

    def write(self, frame: Frame) -> None:
        """Encode one frame, (H, W, 3) of the size told to ``open``, later than the one before."""
        self._guard.check(frame)
        if self._encoding is None:
            raise SinkError(f"{self._name} is not open for writing")
        pictures: Iterable[av.VideoFrame | None] = ()
        if frame.index >= self._first_index:
            if not self._given:
                self._begins_seconds = frame.pts_seconds
            self._given += 1
            pictures = self._coder.pictures(frame)
        with self._as_sink_error():
            self._encoding.companions.add(frame.companions, frame.pts_seconds)
            self._put_chapters(self._encoding)
        self._encode(self._encoding, pictures)

    def finish(self) -> None:
        """Drain the encoder, close the container and give the film its final name."""
        if self._ended or self._encoding is None:
            self._ended = True
            return
        self._ended = True
        if self._comment is not None:
            self._comment.complete(self._begins_seconds)
        self._close()
        if not (self._whole.packets or self._place.is_continued):
            self._place.discard()
            raise SinkError(f"{self._name} was not made: not a single frame came")
        self._place.publish()

    def abandon(self) -> Path | None:
        """Close the film so that it plays and leave it; delete it if it holds no frame."""
        self._ended = True
        with suppress(SinkError, Stopped):
            self._close()
        if self._whole.packets:
            return self._place.keep()
        self._place.discard()
        return None

    def about_bytes(self, pixels: int, frames: int) -> int | None:
        """Return what such films are like in the mean."""
        return None if self._coder.bits_per_pixel is None else int(self._coder.bits_per_pixel * pixels * frames / 8)

    def _begun(self, target: AnyFile, info: StreamInfo, companions: CompanionStreams) -> _Encoding:
        """Return the container at ``target`` with its streams and tags, of which nothing is written yet."""
        options = {
            **companions.muxer_options(is_file=self._place.is_file),
            **self._place.options,
            **self._coder.muxer_options,
            "flush_packets": "1",
        }
        opener = self._place.open_file
        container = av.open(target, "w", format=self.format.name, options=options, io_open=opener)
        stream = self._coder.begin(container, info, self._name)
        companions.begin(container, self._kept_companions)
        container.metadata.update(self.metadata)
        return _Encoding(container, stream, companions)

    def _put_chapters(self, encoding: _Encoding) -> None:
        """Tell the container its chapters, once, before it begins: as much later as everything in it."""
        if self._chapters:
            set_chapters(encoding.container, self._chapters, encoding.companions.lead_seconds)
            self._chapters = ()

    def _encode(self, encoding: _Encoding, pictures: Iterable[av.VideoFrame | None]) -> None:
        with self._as_sink_error():
            for picture in pictures:
                if picture is not None:
                    self._whole.begin(picture.pts or 0)
                for packet in encoding.stream.encode(picture):
                    self._mux(encoding, packet)

    def _mux(self, encoding: _Encoding, packet: "av.Packet[Stream]") -> None:
        """Put a packet of the pictures into the container, after what goes along before it."""
        if self._ended and self._given <= _NEVER_REORDERED:
            packet.dts = packet.pts
        # The packet itself may be delayed.
        pts = packet.pts or 0
        self._mux_companions(encoding, (packet.dts or 0) * packet.time_base)
        encoding.mux(packet)
        self._place.settle()
        self._whole.end(pts, is_held_back=not encoding.companions.have_begun)

    def _mux_companions(self, encoding: _Encoding, until_seconds: Fraction | None) -> None:
        for packet in encoding.companions.due(until_seconds):
            encoding.mux(packet)
            self._place.settle()

    def _close(self) -> None:
        encoding, self._encoding = self._encoding, None
        if encoding is None:
            return
        try:
            # Some encoders fail to end what never began.
            if self._given:
                self._encode(encoding, chain(self._coder.pictures(None), (None,)))
                with self._as_sink_error():
                    encoding.companions.end()
                    self._mux_companions(encoding, None)
        finally:
            with self._as_sink_error():
                encoding.container.close()
                self._place.settle()

    @contextmanager
    def _as_sink_error(self) -> Iterator[None]:
        try:
            yield
        except SinkError:
            raise
        except (av.FFmpegError, OSError) as error:
            raise SinkError(f"{self._place.name} can't be written: {error.strerror or error}") from error
