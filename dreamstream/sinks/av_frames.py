"""Our frames and stream facts in PyAV's terms, times exact."""

from typing import cast

import av
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream

from dreamstream.frame import Frame, Pixels, StreamInfo


def add_stream(container: OutputContainer, codec: str, info: StreamInfo, options: dict[str, str]) -> VideoStream:
    """Return a new stream of the size, rate and exact time base of ``info``."""
    stream = cast(VideoStream, container.add_stream(codec, rate=info.rate, options=options))
    stream.width, stream.height = info.width, info.height
    stream.codec_context.time_base = stream.time_base = info.time_base
    return stream


def av_frame(pixels: Pixels, frame: Frame, info: StreamInfo) -> av.VideoFrame:
    """Return the pixels, (H, W, 3) uint8 RGB, as PyAV's frame at the time of ``frame``."""
    made = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    made.time_base = info.time_base
    made.pts = round(frame.pts_seconds / info.time_base)
    made.duration = frame_ticks(info)
    return made


def frame_ticks(info: StreamInfo) -> int:
    """Return how long a frame lasts at the nominal rate, in ticks of the time base; at least 1."""
    return max(1, round(1 / (info.rate * info.time_base)))
