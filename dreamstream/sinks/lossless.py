"""A film kept bit for bit, every frame on its own: what reversing reads back."""

from collections.abc import Iterable
from pathlib import Path

import av
from av.container import OutputContainer
from av.video.stream import VideoStream

from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.coder import Coder
from dreamstream.sinks.file_place import FilePlace
from dreamstream.sinks.film import FilmSink
from dreamstream.sinks.formats import find_format
from dreamstream.sinks.part_file import PartFile
from dreamstream.sinks.pictures import add_stream, picture


def lossless_sink(path: Path) -> FilmSink:
    """Return a sink that keeps a film without loss: RGB H.264 in an MP4, times exact, about 0.8 of the raw size.

    The film is a means, never a result: it is written under ``path`` itself and over whatever lies there. It plays
    in desktop players, not in browsers.

    Raises:
        SinkError: see ``PartFile``.
    """
    place = FilePlace(PartFile(path, overwrite=True, path=path))
    return FilmSink(str(path), place, find_format("mp4"), _LosslessCoder())


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
        return () if frame is None else (picture(frame.pixels, frame, self._info),)
