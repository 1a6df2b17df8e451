"""MP4 and QuickTime with their tables in front, so that a browser starts them while they load."""

import heapq
from collections.abc import Mapping
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av

from dreamstream.companions.base import within
from dreamstream.companions.reading import chapters_of
from dreamstream.companions.writing import set_chapters
from dreamstream.sinks.copying import copied, decoding_seconds, packets_of, streams_of, supplemented
from dreamstream.sinks.supplement import Supplement
from dreamstream.sinks.unbroken import Unbroken


def write_faststart(
    source: Path,
    target: Path,
    container_format: str,
    supplement: Supplement,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Copy a film, without encoding it again, into a file whose tables stand in front, and put ``supplement`` in.

    Its tags are the old ones unless ``metadata`` is given.

    Raises:
        av.FFmpegError, OSError: one can't be read or the other not be written.
    """
    late_ticks = _latest_decoding_ticks(source)
    options = {"movflags": "faststart"}
    with av.open(source) as old, av.open(target, "w", format=container_format, options=options) as new:
        copies = {stream.index: copied(stream, new) for stream in streams_of(old)}
        added = supplemented(new, supplement)
        new.metadata.update(old.metadata if metadata is None else metadata)
        length = Fraction(old.duration or 0, av.time_base)
        set_chapters(new, within(chapters_of(old), Fraction(0), length))
        whole = chain.from_iterable(map(Unbroken(), packets_of(old)))
        for packet in heapq.merge(whole, added, key=decoding_seconds):
            # What is added has its stream in the new film already.
            if packet.stream.container is old:
                if packet.stream.type == "video":
                    packet.dts = (packet.dts or 0) - late_ticks
                packet.stream = copies[packet.stream.index]
            new.mux(packet)


def _latest_decoding_ticks(path: Path) -> int:
    """Return by how many ticks at most a packet of the pictures is decoded after it is shown.

    In the part file, where decoding begins at 0, reordered frames are; an ordinary file has to begin earlier.
    """
    with av.open(path) as container:
        pictures = (packet for packet in packets_of(container) if packet.stream.type == "video")
        return max((packet.dts or 0) - (packet.pts or 0) for packet in pictures)
