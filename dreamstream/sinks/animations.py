"""Animated PNG and WebP."""

from collections.abc import Iterable
from fractions import Fraction

import av
from av.container import OutputContainer
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from dreamstream.errors import UsageError
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.av_frames import add_stream, av_frame
from dreamstream.sinks.coder import Coder
from dreamstream.sinks.density import OF_APNG, OF_WEBP
from dreamstream.sinks.options import SinkOptions

_FINEST_APNG_TICK = Fraction(1, 60_000)
"""Delays are fractions of 16 bits; this one holds 24, 25 and 30000/1001 frames a second and milliseconds exactly."""

_WEBP_TICK = Fraction(1, 1000)


class ApngCoder(Coder):
    """Animated PNG: every pixel as it is, every delay an exact fraction of a second."""

    bits_per_pixel = OF_APNG

    def __init__(self, options: SinkOptions) -> None:
        self.muxer_options = {"plays": str(options.loop)}

    def begin(self, container: OutputContainer, info: StreamInfo, name: str) -> VideoStream:
        """Add the stream, in ticks that the format can hold."""
        del name
        is_held = info.time_base.denominator <= 1 / _FINEST_APNG_TICK
        tick = info.time_base if is_held else _FINEST_APNG_TICK
        self._info = StreamInfo(info.width, info.height, info.rate, tick)
        stream = add_stream(container, "apng", self._info, {})
        stream.pix_fmt = "rgb24"
        return stream

    def pictures(self, frame: Frame | None) -> Iterable[av.VideoFrame]:
        """Yield a frame as it is."""
        return () if frame is None else (av_frame(frame.pixels, frame, self._info),)


class WebpCoder(Coder):
    """WebP: every frame a picture of its own, its time rounded to 1 ms on its own.

    FFmpeg's encoder for whole animations would hold all of them in memory until the end.

    Raises:
        UsageError: the quality is beyond its scale.
    """

    bits_per_pixel = OF_WEBP

    def __init__(self, options: SinkOptions) -> None:
        crf = 10.0 if options.crf is None else options.crf
        if not 0 <= crf <= 100:
            raise UsageError(f"WebP takes a quality (--crf) from 0 (lossless) to 100, not {crf:g}")
        self.muxer_options = {"loop": str(options.loop)}
        self._encoder_options = {"quality": f"{100 - crf:g}", "lossless": "0" if crf else "1"}
        self._reformatter = VideoReformatter()

    def begin(self, container: OutputContainer, info: StreamInfo, name: str) -> VideoStream:
        """Add the stream."""
        del name
        self._info = StreamInfo(info.width, info.height, info.rate, _WEBP_TICK)
        stream = add_stream(container, "libwebp", self._info, self._encoder_options)
        # From RGB the encoder itself makes the colours that the format prescribes, BT.601's.
        stream.pix_fmt = "bgra"
        return stream

    def pictures(self, frame: Frame | None) -> Iterable[av.VideoFrame]:
        """Yield a frame with an alpha channel, without which the encoder takes no RGB."""
        if frame is None:
            return ()
        return (self._reformatter.reformat(av_frame(frame.pixels, frame, self._info), format="bgra"),)
