"""MP4 and QuickTime with their tables in front, so that a browser starts them while they load."""

import heapq
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream

from dreamstream.companions.base import within
from dreamstream.companions.reading import chapters_of
from dreamstream.companions.writing import add_track, av_packet, set_chapters
from dreamstream.sinks.supplement import PLACEHOLDER, Supplement

FORMATS = ("mp4", "mov")
"""The containers that have such tables."""


def write_faststart(source: Path, target: Path, container_format: str, supplement: Supplement) -> None:
    """Copy a film, without encoding it again, into a file whose tables stand in front, and put ``supplement`` in.

    Raises:
        av.FFmpegError, OSError: one can't be read or the other not be written.
    """
    late = _latest_decoding(source)
    options = {"movflags": "faststart"}
    with av.open(source) as old, av.open(target, "w", format=container_format, options=options) as new:
        copies = {stream.index: _copied(stream, new) for stream in _streams(old)}
        added = {place: add_track(new, track) for place, track in supplement.tracks.items()}
        new.metadata.update(old.metadata)
        length = Fraction(old.duration or 0, av.time_base)
        set_chapters(new, within(chapters_of(old), Fraction(0), length))
        supplemented = (
            av_packet(packet, added[packet.track], supplement.tracks[packet.track].time_base)
            for packet in supplement.packets()
        )
        for packet in heapq.merge(_packets(old), supplemented, key=_decoding_seconds):
            if packet.stream.container is old:
                if packet.stream.type == "video":
                    packet.dts = (packet.dts or 0) - late
                packet.stream = copies[packet.stream.index]
            new.mux(packet)


def _latest_decoding(path: Path) -> int:
    """Return by how many ticks at most a packet of the pictures is decoded after it is shown.

    In the part file, where decoding begins at 0, reordered frames are; an ordinary file has to begin earlier.
    """
    with av.open(path) as container:
        pictures = (packet for packet in _packets(container) if packet.stream.type == "video")
        return max((packet.dts or 0) - (packet.pts or 0) for packet in pictures)


def _streams(container: InputContainer) -> list[Stream]:
    # Chapters are a stream too, of text, which is made from them again.
    return [*container.streams.video, *container.streams.audio]


def _copied(stream: Stream, container: OutputContainer) -> Stream:
    copy = container.add_stream_from_template(stream, opaque=True)
    copy.time_base = stream.time_base
    copy.codec_context.codec_tag = stream.codec_context.codec_tag
    copy.metadata.update(stream.metadata)
    copy.disposition = stream.disposition
    return copy


def _packets(container: InputContainer) -> Iterator["Packet[Stream]"]:
    for packet in container.demux(_streams(container)):
        # The empty packet that ends a stream has no time.
        if packet.dts is not None and not (packet.stream.type == "audio" and bytes(packet) == PLACEHOLDER):
            yield packet


def _decoding_seconds(packet: "Packet[Stream]") -> Fraction:
    return (packet.dts or 0) * packet.time_base
