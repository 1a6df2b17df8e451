"""A film kept bit for bit, every frame on its own: what reversing reads back."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer, OutputContainer
from av.video.stream import VideoStream

from dreamstream.errors import SinkError
from dreamstream.frame import Frame, Pixels, StreamInfo, turned_round
from dreamstream.sinks.av_frames import add_stream, av_frame, frame_ticks
from dreamstream.sinks.coder import Coder
from dreamstream.sinks.file_place import FilePlace
from dreamstream.sinks.film import FilmSink
from dreamstream.sinks.formats import find_format
from dreamstream.sinks.part_file import PartFile

_AFTER_EVERYTHING = 2**62


def lossless_sink(path: Path) -> FilmSink:
    """Return a sink that keeps a film without loss: RGB H.264 in an MP4, times exact, about 0.8 of the raw size.

    The film is a means, never a result: it is written under ``path`` itself and over whatever lies there. It plays
    in desktop players, not in browsers.

    Raises:
        SinkError: see ``PartFile``.
    """
    place = FilePlace(PartFile(path, overwrite=True, path=path))
    return FilmSink(str(path), place, find_format("mp4"), _LosslessCoder())


def frames_backwards(path: Path, info: StreamInfo) -> Iterator[Frame]:
    """Yield the frames of a lossless film last to first, at mirrored times; ``info`` is what it was opened with.

    Raises:
        SinkError: it can't be read.
    """
    try:
        with av.open(path) as container:
            stream = container.streams.video[0]
            # Frame threads would hold frames back; this way each packet gives its frame at once.
            stream.thread_type = "SLICE"
            yield from turned_round(_pictures_backwards(container, stream), frame_ticks(info) * info.time_base)
    except av.FFmpegError as error:
        raise SinkError(f"{path} can't be read back to be reversed: {error.strerror}") from error


def _pictures_backwards(container: InputContainer, stream: VideoStream) -> Iterator[tuple[Fraction, Pixels]]:
    limit_ticks = _AFTER_EVERYTHING
    first_ticks = stream.start_time or 0
    while limit_ticks >= first_ticks:
        container.seek(limit_ticks, stream=stream, backward=True)
        decoded = next(container.decode(stream))
        assert decoded.pts is not None and stream.time_base is not None
        pixels = np.asarray(decoded.to_ndarray(format="rgb24"), dtype=np.uint8)
        yield decoded.pts * stream.time_base, pixels
        limit_ticks = decoded.pts - 1


class _LosslessCoder(Coder):
    """RGB, every frame a key frame."""

    def begin(self, container: OutputContainer, info: StreamInfo, name: str) -> VideoStream:
        del name
        self._info = info
        stream = add_stream(container, "libx264rgb", info, {"qp": "0", "preset": "ultrafast"})
        stream.pix_fmt = "rgb24"
        stream.codec_context.gop_size = 1
        return stream

    def pictures(self, frame: Frame | None) -> Iterable[av.VideoFrame]:
        return () if frame is None else (av_frame(frame.pixels, frame, self._info),)
