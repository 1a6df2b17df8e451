"""Makes whole pictures of interlaced ones, by FFmpeg's filter bwdif: a frame for a frame, at the same time."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

import av
from av.filter import Graph
from av.video.frame import VideoFrame

from dreamstream.sources.base import Deinterlace


def deinterlaced(frames: Iterable[VideoFrame], mode: Deinterlace, time_base: Fraction) -> Iterator[VideoFrame]:
    """Yield ``frames``, whose stamps are in ``time_base`` seconds, without their lines' combs.

    With "auto" only those that say that they are interlaced are changed, and nothing is filtered before the first.
    """
    graph: Graph | None = None
    shape: object = None
    for frame in frames:
        if graph is None and (mode == "off" or (mode == "auto" and not frame.interlaced_frame)):
            yield frame
            continue
        own_shape = (frame.width, frame.height, frame.format.name)
        if graph is not None and own_shape != shape:
            yield from _last(graph, time_base)
            graph = None
        if graph is None:
            graph, shape = _graph(frame, mode, time_base), own_shape
        graph.vpush(frame)
        yield from _pulled(graph, time_base)
    if graph is not None:
        yield from _last(graph, time_base)


def _graph(frame: VideoFrame, mode: Deinterlace, time_base: Fraction) -> Graph:
    graph = Graph()
    nodes = (
        graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=time_base),
        graph.add("bwdif", f"mode=send_frame:deint={'all' if mode == 'on' else 'interlaced'}"),
        graph.add("buffersink"),
    )
    graph.link_nodes(*nodes).configure()
    return graph


def _last(graph: Graph, time_base: Fraction) -> Iterator[VideoFrame]:
    graph.vpush(None)
    yield from _pulled(graph, time_base)


def _pulled(graph: Graph, time_base: Fraction) -> Iterator[VideoFrame]:
    while True:
        try:
            frame = graph.vpull()
        except (av.BlockingIOError, av.EOFError):
            return
        if frame.pts is not None:
            # The filter counts in half ticks.
            frame.pts = round(frame.pts * (frame.time_base or time_base) / time_base)
        frame.time_base = time_base
        yield frame
