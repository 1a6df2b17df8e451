"""A film kept bit for bit, every frame on its own: what reversing reads back."""

from collections.abc import Iterable
from pathlib import Path

import av
from av.container import OutputContainer
from av.video.stream import VideoStream

from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.film import FilmSink
from dreamstream.sinks.part_file import PartFile
from dreamstream.sinks.pictures import add_stream, picture
from dreamstream.sinks.rollback_file import RollbackFile
from dreamstream.sinks.video import FRAGMENTED


class LosslessSink(FilmSink):
    """RGB H.264 without loss in an MP4: every frame a key frame, times exact, about 0.8 of the raw size.

    It is a means, never a result: it is written under ``path`` itself and over whatever lies there. It plays in
    desktop players, not in browsers.

    Raises:
        SinkError: see ``PartFile``.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(PartFile(path, overwrite=True, path=path))

    def _open_container(self, file: RollbackFile, info: StreamInfo) -> tuple[OutputContainer, VideoStream]:
        self._info = info
        container = av.open(file, "w", format="mp4", options=FRAGMENTED)
        stream = add_stream(container, "libx264rgb", info, {"qp": "0", "preset": "ultrafast"})
        stream.pix_fmt = "rgb24"
        stream.codec_context.gop_size = 1
        return container, stream

    def _pictures(self, frame: Frame | None) -> Iterable[av.VideoFrame]:
        return () if frame is None else (picture(frame.pixels, frame, self._info),)
