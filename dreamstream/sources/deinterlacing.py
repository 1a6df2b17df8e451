"""Makes whole pictures of interlaced ones, by FFmpeg's filter bwdif: a frame for a frame, at the same time."""

from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction

import av
from av.filter import Graph
from av.video.frame import VideoFrame

from dreamstream.sources.base import Deinterlace


def deinterlaced(frames: Iterable[VideoFrame], mode: Deinterlace, time_base: Fraction) -> Iterator[VideoFrame]:
    """Yield ``frames``, whose stamps are in ``time_base`` seconds, without their lines' combs.

    With "auto" only those that say that they are interlaced are changed, and nothing is filtered before the first.
    What becomes of a frame depends on its neighbours alone, wherever ``frames`` begin.
    """
    filtering: _Filter | None = None
    before: VideoFrame | None = None
    for frame in frames:
        if filtering is not None and filtering.shape != _shape(frame):
            yield from filtering.frames(None)
            filtering = _Filter(frame, mode, time_base)
        elif filtering is None and (mode == "on" or (mode == "auto" and frame.interlaced_frame)):
            filtering = _Filter(frame, mode, time_base, before)
        before = frame
        if filtering is None:
            yield frame
        else:
            yield from filtering.frames(frame)
    if filtering is not None:
        yield from filtering.frames(None)


class _Filter:
    """The filter for frames like a first one, which may have had one ``before`` it."""

    def __init__(
        self, first: VideoFrame, mode: Deinterlace, time_base: Fraction, before: VideoFrame | None = None
    ) -> None:
        self.shape = _shape(first)
        self._mode = mode
        self._graph = Graph()
        nodes = (
            self._graph.add_buffer(width=first.width, height=first.height, format=first.format, time_base=time_base),
            # Also those that don't need it, for the first that it changes it takes for one that has none before it.
            self._graph.add("bwdif", "mode=send_frame:deint=all"),
            self._graph.add("buffersink"),
        )
        self._graph.link_nodes(*nodes).configure()
        self._given: deque[VideoFrame | None] = deque()
        if before is not None and _shape(before) == self.shape:
            self._given.append(None)
            self._graph.vpush(before)

    def frames(self, frame: VideoFrame | None) -> Iterator[VideoFrame]:
        """Take a frame, None at the end, and yield those whose neighbours are known now."""
        if frame is not None:
            self._given.append(frame)
        self._graph.vpush(frame)
        while True:
            try:
                made = self._graph.vpull()
            except (av.BlockingIOError, av.EOFError):
                return
            given = self._given.popleft()
            if given is None:
                continue
            if self._mode == "auto" and not given.interlaced_frame:
                yield given
                continue
            # The filter counts in half ticks.
            made.pts, made.time_base = given.pts, given.time_base
            yield made


def _shape(frame: VideoFrame) -> tuple[int, int, str]:
    return frame.width, frame.height, frame.format.name
