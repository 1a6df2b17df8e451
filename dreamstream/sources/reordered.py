"""When pictures are shown that a container tells only the time of decoding of: H.264 in AVI."""

from av.video.frame import VideoFrame
from av.video.stream import VideoStream

_CONTAINER, _CODEC = "avi", "h264"
"""FFmpeg doesn't see beforehand how late each picture is shown; the times that it gives are out of order."""


class Reordered:
    """Gives a stream's pictures the times at which they come out of their decoder, as if the first had done so at once.

    Those of other containers and codecs keep their own.
    """

    def __init__(self, container: str, stream: VideoStream) -> None:
        self._is_needed = (container, stream.codec_context.name) == (_CONTAINER, _CODEC)
        self._begins_ticks = stream.start_time or 0
        self._late_ticks: int | None = None

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        """Return the next picture; one that comes out when the stream has ended has no time any more."""
        if not self._is_needed:
            return frame
        if self._late_ticks is None:
            self._late_ticks = (frame.dts or 0) - self._begins_ticks
        frame.pts = None if frame.dts is None else frame.dts - self._late_ticks
        return frame
