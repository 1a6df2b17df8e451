"""Pieces of one film made one again, without encoding anything twice."""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from dreamstream.companions import Chapter
from dreamstream.companions.base import within
from dreamstream.companions.writing import set_chapters
from dreamstream.errors import SinkError
from dreamstream.sinks.copying import (
    WITH_TABLES,
    copied,
    decoding_seconds,
    packets_of,
    streams_of,
    supplemented,
)
from dreamstream.sinks.format import Format
from dreamstream.sinks.supplement import Supplement
from dreamstream.sinks.unbroken import Unbroken

Ticks = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cut:
    """The beginning of a film in a file, or all of it."""

    path: Path
    begins_seconds: Fraction
    """When its first picture is shown in the film that it becomes a part of."""
    pictures: int | None = None
    """How many are wanted, with the sound and subtitles that lie before the last of them; None for all."""


@dataclass(frozen=True, slots=True)
class About:
    """What is told of a film besides its packets."""

    metadata: Mapping[str, str]
    chapters: tuple[Chapter, ...] = ()
    supplement: Supplement | None = None


@dataclass(frozen=True, slots=True)
class _Times:
    """When the packets of a cut are due in the whole film."""

    shown: Ticks
    """Its pictures, in the order of their packets."""
    offset_seconds: Fraction
    """From a time in its file to that time in the film."""
    end_seconds: Fraction
    """Of its last packet."""


def write_joined(cuts: Sequence[Cut], target: Path, container: Format, about: About) -> None:
    """Write the cuts of one film, encoded by one encoder with the same settings, one after another into a file.

    Every frame is shown when it would be in a film made in one go, and what goes along stays with it. The times of
    decoding are made anew, for each encoder began with its own.

    Raises:
        SinkError: the cuts are not encoded alike.
        av.FFmpegError, OSError: one can't be read or the target not be written.
    """
    lead_seconds = Fraction(0) if container.begins_before else _first_seconds(cuts[0]) - cuts[0].begins_seconds
    times = [_times(cut, lead_seconds) for cut in cuts]
    with (
        av.open(cuts[0].path) as first,
        av.open(target, "w", format=container.name, options=_options(container, first)) as new,
    ):
        copies = [copied(stream, new) for stream in streams_of(first)]
        added = supplemented(new, about.supplement) if about.supplement else iter(())
        new.metadata.update(about.metadata)
        if container.has_chapters:
            is_long = container.name not in WITH_TABLES
            end = None if is_long else max(each.end_seconds for each in times)
            set_chapters(new, within(about.chapters, Fraction(0), end), lead_seconds)
        joined = _joined(cuts, times, copies)
        if container.name in WITH_TABLES:
            joined = chain.from_iterable(map(Unbroken(), joined))
        for packet in heapq.merge(joined, added, key=decoding_seconds):
            new.mux(packet)


def count_packets(path: Path, pictures: int | None = None) -> tuple[int, ...]:
    """Return how many packets of a film can be read, of its pictures and of each stream that goes along.

    Those after so many ``pictures`` are not counted. Raises SinkError where it is no film.
    """
    try:
        with av.open(path) as container:
            counts = Counter(packet.stream.index for packet in _first(container, pictures))
            return tuple(counts[stream.index] for stream in streams_of(container))
    except (av.FFmpegError, OSError) as error:
        raise SinkError(f"{path} can't be read to go on with it: {error.strerror or error}") from error


def decoding_times(shown: Ticks) -> Ticks:
    """Return when each of a film's packets is decoded, from when they are shown: growing, and never later than that.

    The j-th is decoded when the (j - d)-th frame is shown, d being the most places that any packet comes after its
    turn; the first d before the film begins, as far apart as the first frames are, for containers tell a film's rate
    by these times.
    """
    order = np.argsort(shown)
    places = np.empty_like(order)
    places[order] = np.arange(len(shown))
    most_late = int((np.arange(len(shown)) - places).max())
    in_turn = shown[order]
    before = in_turn[:most_late] - (in_turn[most_late] - in_turn[0])
    return np.concatenate([before, in_turn[: len(shown) - most_late]])


def _options(container: Format, first: InputContainer) -> dict[str, str]:
    if container.name in WITH_TABLES:
        return {"movflags": "faststart"}
    return dict(container.muxer_options(is_file=True, has_sound=len(streams_of(first)) > 1))


def _joined(cuts: Sequence[Cut], times: Sequence[_Times], copies: Sequence[Stream]) -> Iterator["Packet[Stream]"]:
    decoded = iter(decoding_times(np.concatenate([each.shown for each in times])).tolist())
    for cut, due in zip(cuts, times, strict=True):
        with av.open(cut.path) as old:
            streams = streams_of(old)
            _check_alike(copies, streams, cuts[0].path, cut.path)
            copy_of = {stream.index: copy for stream, copy in zip(streams, copies, strict=True)}
            shown = iter(due.shown.tolist())
            for packet in _first(old, cut.pictures):
                if packet.stream.type == "video":
                    packet.pts, packet.dts = next(shown), next(decoded)
                else:
                    packet.pts = packet.dts = (packet.pts or 0) + round(due.offset_seconds / packet.time_base)
                packet.stream = copy_of[packet.stream.index]
                yield packet


def _first(container: InputContainer, pictures: int | None) -> Iterator["Packet[Stream]"]:
    """Yield a film's packets up to the last of so many pictures."""
    passed = 0
    for packet in packets_of(container):
        yield packet
        passed += packet.stream.type == "video"
        if passed == pictures:
            return


def _first_seconds(cut: Cut) -> Fraction:
    with av.open(cut.path) as container:
        return min(
            (packet.pts or 0) * packet.time_base for packet in _first(container, 1) if packet.stream.type == "video"
        )


def _times(cut: Cut, lead_seconds: Fraction) -> _Times:
    """Return when the packets of a cut are due in a film that begins so much later than its frames say.

    Some containers keep a film's beginning and some let it begin at 0, so only the times between frames are believed.
    """
    shown, end = [], Fraction(0)
    with av.open(cut.path) as container:
        time_base = streams_of(container)[0].time_base or Fraction(1, av.time_base)
        for packet in _first(container, cut.pictures):
            end = max(end, ((packet.pts or 0) + (packet.duration or 0)) * packet.time_base)
            if packet.stream.type == "video":
                shown.append(packet.pts)
    own = np.array(shown, np.int64)
    ticks = round((cut.begins_seconds + lead_seconds) / time_base) - int(own.min())
    return _Times(own + ticks, ticks * time_base, end + ticks * time_base)


def _check_alike(ours: Sequence[Stream], other: Sequence[Stream], our_path: Path, other_path: Path) -> None:
    if _encoding_of(ours) != _encoding_of(other):
        raise SinkError(f"{our_path} and {other_path} were encoded differently and can't become one film")


def _encoding_of(streams: Sequence[Stream]) -> tuple[object, ...]:
    """Return in what films that become one have to agree: the codecs of all streams, and the pictures of the first."""
    pictures = cast(VideoCodecContext, streams[0].codec_context)
    names = [stream.codec_context.name for stream in streams]
    return names, pictures.width, pictures.height, pictures.pix_fmt, pictures.extradata
