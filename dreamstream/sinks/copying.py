"""The streams and packets of a film of ours that are copied into another file as they are."""

from collections.abc import Iterator
from fractions import Fraction

from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from dreamstream.companions.reading import track_of
from dreamstream.companions.writing import add_track, av_packet
from dreamstream.sinks.placeholder import placeholders
from dreamstream.sinks.supplement import Supplement

WITH_TABLES = ("mp4", "mov")
"""The containers that are copied once more when they are whole, with their tables in front."""


def streams_of(container: InputContainer) -> list[Stream]:
    """Return the pictures and what goes along with them.

    In a container with tables, text is chapters alone, which are made from them again; subtitles come by a supplement.
    """
    kinds = ("video", "audio") if _has_tables(container) else ("video", "audio", "subtitle")
    return [stream for stream in container.streams if stream.type in kinds]


def copied(stream: Stream, container: OutputContainer) -> Stream:
    """Add a stream for the packets of another."""
    copy = container.add_stream_from_template(stream, opaque=True)
    copy.time_base = stream.time_base
    if isinstance(copy, VideoStream) and isinstance(stream, VideoStream):
        # Those of sound are numbers in some containers, which PyAV can't read, and every muxer finds its own.
        copy.codec_context.codec_tag = stream.codec_context.codec_tag
        if stream.average_rate:
            # Where each frame's length is not told, it follows from this.
            copy.codec_context.framerate = stream.average_rate
    copy.metadata.update(stream.metadata)
    copy.disposition = stream.disposition
    return copy


def packets_of(container: InputContainer) -> Iterator["Packet[Stream]"]:
    """Yield the packets of ``streams_of`` that say something."""
    nothing = _nothing(container) if _has_tables(container) else {}
    for packet in container.demux(streams_of(container)):
        # The packet that ends a stream is empty.
        if packet.size and bytes(packet) not in nothing.get(packet.stream.index, ()):
            yield packet


def supplemented(container: OutputContainer, supplement: Supplement) -> Iterator["Packet[Stream]"]:
    """Add the streams of a supplement, and return their packets to be written."""
    added = {place: add_track(container, track) for place, track in supplement.tracks.items()}
    return (
        av_packet(packet, added[packet.track], supplement.tracks[packet.track].time_base)
        for packet in supplement.packets()
    )


def decoding_seconds(packet: "Packet[Stream]") -> Fraction:
    """Return when a packet is decoded."""
    return (packet.dts or 0) * packet.time_base


def _nothing(container: InputContainer) -> dict[int, frozenset[bytes]]:
    return {stream.index: placeholders(track_of(stream)) for stream in container.streams.audio}


def _has_tables(container: InputContainer) -> bool:
    return not set(WITH_TABLES).isdisjoint(container.format.name.split(","))
