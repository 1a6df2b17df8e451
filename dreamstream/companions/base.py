"""Sound, subtitles and chapters as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

from av.packet import PacketSideData
from av.stream import Disposition, Stream

Kind: TypeAlias = Literal["audio", "subtitle"]


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One stream of sound or subtitles."""

    kind: Kind
    codec: str
    """FFmpeg's name of the codec: aac, opus, pcm_s16le, subrip."""
    time_base: Fraction
    """Seconds in whose multiples its packets begin."""
    template: Stream
    """FFmpeg's parameters of it, for ``add_stream_from_template``; bound to no file."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Its own tags: language, title."""
    disposition: Disposition = field(default_factory=lambda: Disposition(0))
    """FFmpeg's flags: default, forced ..."""


@dataclass(frozen=True, slots=True, eq=False)
class Packet:
    """A piece of a track, still encoded."""

    track: int
    """Which one: its place in ``StreamInfo.tracks``."""
    data: bytes
    pts_seconds: Fraction
    """When it begins, by the clock of the frames; what a decoder needs before the first one is before 0."""
    duration_seconds: Fraction
    """0 where nobody says."""
    side_data: tuple[PacketSideData, ...] = ()
    """FFmpeg's, about this packet alone: samples to leave out."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a film that has a name."""

    start_seconds: Fraction
    end_seconds: Fraction
    title: str = ""


def within(chapters: tuple[Chapter, ...], start: Fraction, end: Fraction | None) -> tuple[Chapter, ...]:
    """Return what is left of ``chapters`` between two times, of which the first becomes 0; None is no end."""
    kept = []
    for chapter in chapters:
        begins = max(chapter.start_seconds, start)
        ends = chapter.end_seconds if end is None else min(chapter.end_seconds, end)
        if begins < ends:
            kept.append(Chapter(begins - start, ends - start, chapter.title))
    return tuple(kept)
