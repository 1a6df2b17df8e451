"""H.264 film in an MP4 or QuickTime file that plays in every browser, and while it is still being written."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer, OutputContainer
from av.video.stream import VideoStream

from dreamstream.errors import SinkError
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.film import FilmSink
from dreamstream.sinks.part_file import PartFile
from dreamstream.sinks.pictures import add_stream, picture
from dreamstream.sinks.rollback_file import RollbackFile

FORMATS = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov"}
"""File name suffix -> FFmpeg's name of the container."""

# A moving dream takes seconds a frame, so every frame reaches the file as soon as the encoder lets go of it.
# negative_cts_offsets lets the film begin at 0 in spite of reordered frames; plain fragments would shift it.
FRAGMENTED = {"movflags": "hybrid_fragmented+frag_every_frame+negative_cts_offsets", "flush_packets": "1"}

# What the encoder holds back is lost when the process is killed. A tenth of the usual look-ahead and few threads
# cost nothing measurable in size and keep that to about a dozen frames.
_LOOKAHEAD_FRAMES = 10
_ENCODER_THREADS = 4

_BT709 = 1
_LIMITED_RANGE = 1


class VideoSink(FilmSink):
    """H.264 4:2:0, BT.709 limited range, in ``.mp4``, ``.m4v`` or ``.mov``; times exact to the stream's ticks.

    ``out.part.mp4`` plays at any instant, also after the process was killed; ``finish`` copies it, without
    encoding again, into a file whose tables stand in front, so that a browser starts it while it loads. That
    copy needs the film's size again on the disk. 4:2:0 needs even sizes: an odd edge is repeated once, which
    loses no pixel, and a warning says so.

    Args:
        path: the output.
        overwrite: whether an existing output may be replaced (when the new one is whole, not before).
        crf: x264's constant rate factor, 0 (best) to 51; 18 looks like the original.

    Raises:
        OutputExistsError, SinkError: see ``PartFile``.
    """

    def __init__(self, path: Path, *, overwrite: bool = False, crf: float = 18) -> None:
        super().__init__(PartFile(path, overwrite=overwrite))
        self._format = FORMATS[path.suffix.lower()]
        self._crf = crf

    def _open_container(self, file: RollbackFile, info: StreamInfo) -> tuple[OutputContainer, VideoStream]:
        self._info = info
        if info.width % 2 or info.height % 2:
            logging.getLogger("dreamstream").warning(
                "H.264 needs even sizes: %s gets %dx%d, the last row or column of %dx%d repeated",
                *(self._part.final, *_even(info), info.width, info.height),
            )
        container = av.open(file, "w", format=self._format, options=FRAGMENTED)
        options = {"crf": str(self._crf), "preset": "medium", "rc-lookahead": str(_LOOKAHEAD_FRAMES)}
        stream = add_stream(container, "libx264", info, options)
        stream.width, stream.height = _even(info)
        stream.pix_fmt = "yuv420p"
        codec = stream.codec_context
        codec.thread_count = _ENCODER_THREADS
        codec.colorspace = codec.color_primaries = codec.color_trc = _BT709
        codec.color_range = _LIMITED_RANGE
        return container, stream

    def _pictures(self, frame: Frame | None) -> Iterable[av.VideoFrame]:
        if frame is None:
            return ()
        width, height = _even(self._info)
        odd = ((0, height - self._info.height), (0, width - self._info.width), (0, 0))
        rgb = picture(np.pad(frame.pixels, odd, mode="edge"), frame, self._info)
        # AREA makes each chroma sample the mean of its four pixels.
        yuv = rgb.reformat(
            format="yuv420p",
            src_color_range="JPEG",
            dst_colorspace="ITU709",
            dst_color_range="MPEG",
            interpolation="AREA",
        )
        return (yuv,)

    def _publish(self) -> None:
        final = self._part.final
        copy = final.with_name(f"{final.stem}.faststart.part{final.suffix}")
        try:
            _copy_with_tables_first(self._part.path, copy, self._format)
            self._part.publish(copy)
        except (av.FFmpegError, OSError) as error:
            copy.unlink(missing_ok=True)
            if isinstance(error, SinkError):
                raise
            reason = error.strerror or error
            raise SinkError(f"{final} can't be made: {reason}; {self._part.path} is whole and plays") from error


def _even(info: StreamInfo) -> tuple[int, int]:
    return info.width + info.width % 2, info.height + info.height % 2


def _copy_with_tables_first(source: Path, target: Path, container_format: str) -> None:
    late = _latest_decoding(source)
    options = {"movflags": "faststart"}
    with av.open(source) as old, av.open(target, "w", format=container_format, options=options) as new:
        old_stream = old.streams.video[0]
        new_stream = new.add_stream_from_template(old_stream)
        new_stream.time_base = old_stream.time_base
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
