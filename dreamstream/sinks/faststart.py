"""MP4 and QuickTime with their tables in front, so that a browser starts them while they load."""

from collections.abc import Iterator
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

FORMATS = ("mp4", "mov")
"""The containers that have such tables."""


def write_faststart(source: Path, target: Path, container_format: str) -> None:
    """Copy a film, without encoding it again, into a file whose tables stand in front.

    Raises:
        av.FFmpegError, OSError: one can't be read or the other not be written.
    """
    late = _latest_decoding(source)
    options = {"movflags": "faststart"}
    with av.open(source) as old, av.open(target, "w", format=container_format, options=options) as new:
        old_stream = old.streams.video[0]
        new_stream = new.add_stream_from_template(old_stream, opaque=True)
        new_stream.time_base = old_stream.time_base
        new_stream.codec_context.codec_tag = old_stream.codec_context.codec_tag
        new.metadata.update(old.metadata)
        for packet in _packets(old):
            packet.dts = (packet.dts or 0) - late
            packet.stream = new_stream
            new.mux(packet)


def _latest_decoding(path: Path) -> int:
    """Return by how many ticks at most a packet of the film is decoded after it is shown.

    In the part file, where decoding begins at 0, reordered frames are; an ordinary file has to begin earlier.
    """
    with av.open(path) as container:
        return max((packet.dts or 0) - (packet.pts or 0) for packet in _packets(container))


def _packets(container: InputContainer) -> Iterator["av.Packet[VideoStream]"]:
    for packet in container.demux(video=0):
        if packet.dts is not None:  # unlike the empty packet that ends the stream
            yield packet
