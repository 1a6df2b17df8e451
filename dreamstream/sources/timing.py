"""When frames are shown: times from 0, and another rate."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

import av
import numpy as np
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from dreamstream.frame import Arrival, Pixels

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Timed(Generic[T]):
    """A picture, in whatever form it is yet, and when it comes."""

    content: T
    ticks: int
    """From 0, in units of the stream's time base."""
    arrival: Arrival | None = None
    """As the frame's; at another rate it is lost."""


class Clock:
    """Turns a stream's own time stamps into ticks that begin at 0 and always grow.

    A frame without a stamp comes one frame's duration after the one before; one that does not come later
    than the one before is moved a tick behind it. ``origin`` is the stamp that counts as 0, where that is not the
    first frame's.
    """

    def __init__(self, frame_ticks: int, origin: int | None = None) -> None:
        self._frame_ticks = max(1, frame_ticks)
        self._origin = origin
        self._earliest = self._expected = 0
        """Of the next frame: the ticks that it is not before, and those of one without a stamp."""

    def __call__(self, pts: int | None) -> int:
        """Return the ticks of the next frame, stamped ``pts``."""
        ticks = self._expected
        if pts is not None:
            if self._origin is None:
                self._origin = pts - self._expected
            ticks = max(pts - self._origin, self._earliest)
        self._earliest, self._expected = ticks + 1, ticks + self._frame_ticks
        return ticks


def resampled(
    frames: Iterable[Timed[Pixels]], time_base: Fraction, fps: Fraction, frame_ticks: int
) -> Iterator[Timed[Pixels]]:
    """Yield frames at ``fps``, dropping and repeating by FFmpeg's filter of that name; ticks are then 1/fps.

    ``time_base`` is that of the incoming ticks, ``frame_ticks`` how long a frame stands.
    """
    graph: Graph | None = None
    for frame in frames:
        if graph is None:
            graph = _fps_graph(frame.content, time_base, fps)
        picture = VideoFrame.from_ndarray(frame.content, format="rgb24")
        picture.pts, picture.time_base, picture.duration = frame.ticks, time_base, frame_ticks
        graph.vpush(picture)
        yield from _pulled(graph)
    if graph is not None:
        graph.vpush(None)
        yield from _pulled(graph)


def _fps_graph(pixels: Pixels, time_base: Fraction, fps: Fraction) -> Graph:
    height, width, _ = pixels.shape
    graph = Graph()
    nodes = (
        graph.add_buffer(width=width, height=height, format=VideoFormat("rgb24"), time_base=time_base),
        graph.add("fps", f"fps={fps.numerator}/{fps.denominator}"),
        graph.add("buffersink"),
    )
    graph.link_nodes(*nodes).configure()
    return graph


def _pulled(graph: Graph) -> Iterator[Timed[Pixels]]:
    while True:
        try:
            frame = graph.vpull()
        except (av.BlockingIOError, av.EOFError):
            return
        yield Timed(np.asarray(frame.to_ndarray(), np.uint8), frame.pts or 0)
