"""How frames become what a container holds."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping

import av
from av.container import OutputContainer
from av.video.stream import VideoStream

from dreamstream.frame import Frame, StreamInfo


class Coder(ABC):
    """Encodes one film: ``begin`` once, then ``pictures`` for every frame and at the end for None."""

    muxer_options: Mapping[str, str] = {}
    """What the muxer has to know, by FFmpeg's names."""
    bits_per_pixel: float | None = None
    """About how many a dream takes; None where that is not known."""

    @abstractmethod
    def begin(self, container: OutputContainer, info: StreamInfo, name: str) -> VideoStream:
        """Return the container's stream of pictures, ready for the first; ``name`` is the output's, for warnings."""

    @abstractmethod
    def pictures(self, frame: Frame | None) -> Iterable[av.VideoFrame]:
        """Yield what the encoder gets for a frame; for None, what was held back until the end."""
