"""Sound and subtitles on their way with the frames of a video."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain

from dreamstream.companions import Chapter, Packet
from dreamstream.companions.base import within
from dreamstream.companions.reading import chapters_of
from dreamstream.errors import SourceError
from dreamstream.frame import Frame
from dreamstream.sources.base import SourceOptions
from dreamstream.sources.connection import Connection
from dreamstream.sources.decoder import Decoder

_LONGEST_PREPARATION_SECONDS = Fraction(1, 8)
"""Sound that begins so little before the first picture is what its decoder needs to begin, and not to be heard."""

_STRETCH_SECONDS = 10
"""Of so much sound at a time is given what goes along with frames that are passed over."""


class Accompaniment:
    """Gives each frame the packets of a video's tracks that begin before the next one.

    A frame is held back until the next one is there; those of a live medium are not. Where the frames were cut out of
    the video, so are the packets: whole ones, from the one that is heard at the first frame to the last that begins
    before the end of the last frame. What a video's sound goes on for after its last frame is kept.
    """

    def __init__(self, connection: Connection, options: SourceOptions, rate: Fraction) -> None:
        self._connection, self._options = connection, options
        self._frame_seconds = 1 / rate
        self._codecs = _codecs(connection.decoder)
        self.start_seconds = Fraction(0)
        self._is_read_apart = False
        """Whether nobody else reads the connection."""
        self._is_whole = False
        """Whether the frames ended as the video does."""
        self._longest_seconds = _longest(options, self._frame_seconds)
        self._first_seconds: dict[int, Fraction] = {}
        """Place of a track -> when its first packet begins."""

    def begin(self, seconds: Fraction) -> None:
        """Learn at which of the video's seconds the frames begin: ``start_seconds``."""
        self.start_seconds = seconds

    def end(self) -> None:
        """Learn that the frames ended as the video does."""
        self._is_whole = self._options.to_seconds is None

    def chapters(self) -> tuple[Chapter, ...]:
        """Return the chapters of what is asked for of the video."""
        decoder = self._connection.decoder
        start = decoder.origin_seconds + (self._options.from_seconds or 0)
        end = None if self._longest_seconds is None else start + self._longest_seconds
        return within(chapters_of(decoder.medium.container), start, end)

    def joined(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Yield the frames with what belongs to them."""
        if not self._codecs:
            yield from frames
        elif self._connection.decoder.medium.is_live:
            for frame in frames:
                yield self._with_packets(frame, frame.pts_seconds + self._frame_seconds)
        else:
            yield from self._joined(frames)

    def joined_from(self, first: Frame, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Yield ``first``, at all the times at which something went along with those before it, and the others.

        They come from elsewhere: the connection is read for nothing but what belongs to them.
        """
        self._is_read_apart = True
        stretches = int(first.pts_seconds / _STRETCH_SECONDS) if self._codecs else 0
        for stretch in range(stretches):
            begins_seconds = Fraction(stretch * _STRETCH_SECONDS)
            yield self._with_packets(replace(first, pts_seconds=begins_seconds), begins_seconds + _STRETCH_SECONDS)
        yield from self.joined(chain([first], frames))

    def _joined(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        held: Frame | None = None
        error: SourceError | None = None
        try:
            for frame in frames:
                if held is not None:
                    yield self._with_packets(held, frame.pts_seconds)
                held = frame
        except SourceError as met:
            error = met
        if held is not None:
            yield self._last(held)
        if error is not None:
            raise error

    def _last(self, frame: Frame) -> Frame:
        if self._is_whole:
            return self._with_packets(frame, None)
        end = frame.pts_seconds + self._frame_seconds
        self._connection.current.listen_until(self.start_seconds + end)
        return self._with_packets(frame, end)

    def _with_packets(self, frame: Frame, end_seconds: Fraction | None) -> Frame:
        decoder = self._connection.current
        until = None if end_seconds is None else self.start_seconds + end_seconds
        if self._is_read_apart:
            decoder.listen_until(until)
        packets = [
            replace(packet, pts_seconds=packet.pts_seconds - self.start_seconds)
            for packet in decoder.packets_before(until)
        ]
        # A stream that was opened again may have become another.
        if _codecs(decoder) != self._codecs:
            return frame
        return replace(frame, companions=tuple(self._cut(each) for each in packets if self._belongs(each)))

    def _belongs(self, packet: Packet) -> bool:
        """Tell whether a packet is heard or seen from the first frame on, or a decoder needs it for what is."""
        begins = packet.pts_seconds
        first = self._first_seconds.setdefault(packet.track, begins)
        prepares = self.start_seconds == 0 and first >= -_LONGEST_PREPARATION_SECONDS
        return begins >= 0 or begins + packet.duration_seconds > 0 or prepares

    def _cut(self, packet: Packet) -> Packet:
        """Let a subtitle begin and end with the pictures; sound is cut between packets only."""
        if self._connection.decoder.tracks[packet.track].kind == "audio":
            return packet
        begins, ends = max(packet.pts_seconds, Fraction(0)), packet.pts_seconds + packet.duration_seconds
        if self._longest_seconds is not None:
            ends = min(ends, self._longest_seconds)
        return replace(packet, pts_seconds=begins, duration_seconds=max(ends - begins, Fraction(0)))


def _longest(options: SourceOptions, frame_seconds: Fraction) -> Fraction | None:
    """Return how long at most the frames last that are asked for."""
    lengths = [options.duration_seconds]
    if options.frames is not None:
        lengths.append(options.frames * frame_seconds)
    if options.to_seconds is not None:
        lengths.append(options.to_seconds - (options.from_seconds or 0))
    return min((length for length in lengths if length is not None), default=None)


def _codecs(decoder: Decoder) -> list[str]:
    return [track.codec for track in decoder.tracks]
