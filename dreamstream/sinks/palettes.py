"""Pictures of millions of colours to pictures of 256: FFmpeg's palettegen and paletteuse, in bounded memory."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from fractions import Fraction

import av
from av.filter import Graph
from av.filter.context import FilterContext

FIRST_FRAMES = 24
"""How many frames ``FirstFramesPalette`` looks at, and so how many it holds at most."""

# Seen on saturated, moving pictures: of the error diffusions sierra2 is the calmest whose gradients stay smooth;
# bayer's grid is visible at 100 %, and without dithering skies break into bands.
_DITHER = "sierra2"

_PALETTE_SIDE_PIXELS = 16


class Palette(ABC):
    """Turns RGB pictures into pal8 ones, in order; every picture fed comes out once, soon or when drained."""

    @abstractmethod
    def feed(self, picture: av.VideoFrame) -> Iterator[av.VideoFrame]:
        """Take one picture and yield those that are ready."""

    @abstractmethod
    def drain(self) -> Iterator[av.VideoFrame]:
        """Yield what was held back; nothing may be fed after it."""


class _GraphPalette(Palette):
    """A palette that one filter graph applies, from the buffer ``_source`` to the buffer ``_sink``."""

    _source: FilterContext
    _sink: FilterContext

    def feed(self, picture: av.VideoFrame) -> Iterator[av.VideoFrame]:
        """Push one picture and yield those that come out."""
        self._source.push(picture)
        yield from _ready(self._sink)

    def drain(self) -> Iterator[av.VideoFrame]:
        """Yield what the graph still holds."""
        self._source.push(None)
        yield from _ready(self._sink)


class FramePalette(_GraphPalette):
    """256 colours chosen anew for every frame: the best picture, and nothing is held back."""

    def __init__(self, width: int, height: int, time_base: Fraction) -> None:
        graph = Graph()
        source = _source(graph, width, height, time_base)
        split = graph.add("split")
        generate = graph.add("palettegen", "stats_mode=single:reserve_transparent=0")
        use = graph.add("paletteuse", f"dither={_DITHER}:new=1")
        source.link_to(split)
        split.link_to(use, 0, 0)
        split.link_to(generate, 1, 0)
        generate.link_to(use, 0, 1)
        self._source, self._graph = source, graph
        self._sink = _configured_sink(graph, use)


class FirstFramesPalette(Palette):
    """One palette from the first ``FIRST_FRAMES`` frames, for films whose colours stay: smaller, never flickers."""

    def __init__(self, width: int, height: int, time_base: Fraction) -> None:
        self._size = (width, height, time_base)
        self._held: list[av.VideoFrame] = []
        self._use: _FixedPalette | None = None

    def feed(self, picture: av.VideoFrame) -> Iterator[av.VideoFrame]:
        """Hold the first pictures back; then yield each as it comes."""
        if self._use is not None:
            yield from self._use.feed(picture)
            return
        self._held.append(picture)
        if len(self._held) == FIRST_FRAMES:
            yield from self._begin()

    def drain(self) -> Iterator[av.VideoFrame]:
        """Yield every picture still held, in the palette of those that came."""
        if self._held:
            yield from self._begin()
        if self._use is not None:
            yield from self._use.drain()

    def _begin(self) -> Iterator[av.VideoFrame]:
        self._use = _FixedPalette(_palette_of(self._held, *self._size), *self._size)
        held, self._held = self._held, []
        for picture in held:
            yield from self._use.feed(picture)


class _FixedPalette(_GraphPalette):
    def __init__(self, palette: av.VideoFrame, width: int, height: int, time_base: Fraction) -> None:
        graph = Graph()
        self._source = _source(graph, width, height, time_base)
        colours = graph.add_buffer(
            width=_PALETTE_SIDE_PIXELS,
            height=_PALETTE_SIDE_PIXELS,
            format=palette.format,
            time_base=time_base,
        )
        use = graph.add("paletteuse", f"dither={_DITHER}")
        self._source.link_to(use, 0, 0)
        colours.link_to(use, 0, 1)
        self._sink, self._graph = _configured_sink(graph, use), graph
        colours.push(palette)
        colours.push(None)


def _palette_of(pictures: list[av.VideoFrame], width: int, height: int, time_base: Fraction) -> av.VideoFrame:
    graph = Graph()
    source = _source(graph, width, height, time_base)
    generate = graph.add("palettegen", "stats_mode=full")
    source.link_to(generate)
    sink = _configured_sink(graph, generate)
    for picture in pictures:
        source.push(picture)
    source.push(None)
    (palette,) = _ready(sink)
    palette.pts, palette.time_base = 0, time_base
    return palette


def _source(graph: Graph, width: int, height: int, time_base: Fraction) -> FilterContext:
    return graph.add_buffer(width=width, height=height, format=av.VideoFormat("rgb24"), time_base=time_base)


def _configured_sink(graph: Graph, last: FilterContext) -> FilterContext:
    sink = graph.add("buffersink")
    last.link_to(sink)
    graph.configure()
    return sink


def _ready(sink: FilterContext) -> Iterator[av.VideoFrame]:
    while True:
        try:
            picture = sink.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        assert isinstance(picture, av.VideoFrame)
        yield picture
