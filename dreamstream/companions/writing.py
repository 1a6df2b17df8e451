"""Tracks, packets and chapters in PyAV's terms, for a container that is being written."""

from fractions import Fraction
from math import ceil

import av
from av.container import OutputContainer
from av.rational import AVRational
from av.stream import Stream

from dreamstream.companions.base import Chapter, Packet, Track
from dreamstream.companions.languages import name_in


def add_track(container: OutputContainer, track: Track) -> Stream:
    """Add a stream for packets that are encoded already."""
    stream = container.add_stream_from_template(track.template, opaque=True)
    stream.time_base = track.time_base
    stream.metadata.update(track.metadata)
    if language := name_in(container.format.name, track.metadata.get("language", "")):
        stream.metadata["language"] = language
    stream.disposition = track.disposition
    return stream


def av_packet(packet: Packet, stream: Stream, time_base: Fraction) -> "av.Packet[Stream]":
    """Return a packet for a stream, its time in ticks of ``time_base``."""
    made = av.Packet(packet.data)
    made.stream, made.time_base = stream, time_base
    made.pts = made.dts = round(packet.pts_seconds / time_base)
    made.duration = round(packet.duration_seconds / time_base)
    made.is_keyframe = True
    for each in packet.side_data:
        made.set_sidedata(each)
    return made


def delay(packet: "av.Packet[Stream]", seconds: Fraction, pictures: Stream) -> None:
    """Let a packet begin at least so much later, in whole ticks of the ``pictures``, whose distances stay exact."""
    tick, own = pictures.time_base, packet.stream.time_base
    assert tick and own, "a container that has begun has ticks"
    packet.rescale_ts(AVRational(own.numerator, own.denominator))
    later = round(ceil(seconds / tick) * tick / own)
    packet.pts, packet.dts = (packet.pts or 0) + later, (packet.dts or 0) + later


def set_chapters(
    container: OutputContainer, chapters: tuple[Chapter, ...], later_seconds: Fraction = Fraction(0)
) -> None:
    """Give a container its chapters, to the microsecond, so much later than they say."""
    time_base = Fraction(1, av.time_base)
    container.set_chapters(
        [
            {
                "id": number,
                "start": round((chapter.start_seconds + later_seconds) / time_base),
                "end": round((chapter.end_seconds + later_seconds) / time_base),
                "time_base": time_base,
                "metadata": {"title": chapter.title} if chapter.title else {},
            }
            for number, chapter in enumerate(chapters)
        ]
    )
