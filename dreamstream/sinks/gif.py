"""Animated GIF."""

import logging
from collections.abc import Iterable
from fractions import Fraction

import av
from av.container import OutputContainer
from av.video.stream import VideoStream

from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.av_frames import add_stream, av_frame
from dreamstream.sinks.coder import Coder
from dreamstream.sinks.density import OF_GIF
from dreamstream.sinks.options import SinkOptions
from dreamstream.sinks.palettes import FirstFramesPalette, FramePalette, Palette

TICK_SECONDS = Fraction(1, 100)
"""The format's own unit of time."""

SHORTEST_TICKS = 2
"""Viewers show a frame of a shorter delay for 10 ticks instead."""


class GifCoder(Coder):
    """GIF; each frame's time rounded to 10 ms on its own, so that the film neither gains nor loses time.

    A frame that comes less than 20 ms after the last is left out, and a warning says so when the stream has
    more than 50 frames a second: no viewer would show it. A film keeps its times from the first frame on, which
    is at 0. Tags are dropped: the format has none.
    """

    bits_per_pixel = OF_GIF

    def __init__(self, options: SinkOptions) -> None:
        # The muxer's -1 writes no loop at all, 0 loops for ever, N repeats N times after the first showing.
        repeats = {0: 0, 1: -1}.get(options.loop, options.loop - 1)
        self.muxer_options = {"loop": str(repeats)}
        self._palette_choice = options.gif_palette

    def begin(self, container: OutputContainer, info: StreamInfo, name: str) -> VideoStream:
        """Add the stream and begin the palette."""
        if info.rate * TICK_SECONDS * SHORTEST_TICKS > 1:
            logging.getLogger("dreamstream").warning(
                "GIF viewers show at most 50 frames a second: %s leaves out some of its %.4g",
                *(name, float(info.rate)),
            )
        self._info = StreamInfo(info.width, info.height, info.rate, TICK_SECONDS)
        kind = FramePalette if self._palette_choice == "frame" else FirstFramesPalette
        self._palette: Palette = kind(info.width, info.height, TICK_SECONDS)
        self._next_ticks = 0
        # The encoder leaves out what equals the frame before, and compares colour numbers for it: wrong when the
        # palette has changed between. So every frame of its own palette is written whole.
        flags = {"gifflags": "0"} if self._palette_choice == "frame" else {}
        stream = add_stream(container, "gif", self._info, flags)
        stream.pix_fmt = "pal8"
        return stream

    def pictures(self, frame: Frame | None) -> Iterable[av.VideoFrame]:
        """Yield a frame in 256 colours, or nothing where it comes too soon."""
        if frame is None:
            return self._palette.drain()
        rgb = av_frame(frame.pixels, frame, self._info)
        assert rgb.pts is not None
        if rgb.pts < self._next_ticks:
            return ()
        self._next_ticks = rgb.pts + SHORTEST_TICKS
        return self._palette.feed(rgb)
