"""Films by an encoder of FFmpeg's."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

import av
import numpy as np
from av.codec.codec import UnknownCodecError
from av.container import OutputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from dreamstream.errors import SinkError, UnknownNameError, UsageError
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.av_frames import add_stream, av_frame
from dreamstream.sinks.coder import Coder
from dreamstream.sinks.colour import Colour, coded_size
from dreamstream.sinks.density import video_bits_per_pixel
from dreamstream.sinks.encoder import MOST_THREADS, Encoder
from dreamstream.sinks.format import Format
from dreamstream.sinks.options import SinkOptions

_logger = logging.getLogger("dreamstream")

_LIVE_SECONDS_BETWEEN_KEY_FRAMES = 2
"""How long whoever tunes in waits for a picture."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is encoded by what, and how."""

    encoder: Encoder
    settings: Mapping[str, str]
    pix_fmt: str

    @classmethod
    def of(cls, encoder: Encoder, container: Format, options: SinkOptions, *, live: bool) -> Self:
        """Raise UsageError when encoder or container can't do what is asked for."""
        settings = encoder.settings(options, live=live)
        pix_fmt = options.pix_fmt or encoder.pix_fmt
        if options.pix_fmt is not None:
            encoder.check_pix_fmt(pix_fmt)
        if container.pix_fmts is not None and pix_fmt not in container.pix_fmts:
            raise UnknownNameError(f"pixel format of {container.name}", pix_fmt, container.pix_fmts)
        return cls(encoder, settings, pix_fmt)


class VideoCoder(Coder):
    """One of FFmpeg's encoders, its colours BT.709 wherever something tells of that.

    Pixel formats with fewer samples of colour than of light need even sizes: an odd edge is repeated once, which
    loses no pixel, and a warning says so. An encoder that was asked for and can't be opened here gives way to the
    container's own, which a warning says too.

    Args:
        container: what the film is put into.
        options: what is asked for.
        live: every frame leaves at once, in order.

    Raises:
        UsageError: there is no such encoder, the container can't hold what it makes, or the encoder has no such
            quality or pixel format.
    """

    def __init__(self, container: Format, options: SinkOptions, *, live: bool) -> None:
        self._container, self._options, self._live = container, options, live
        self._plan = _Plan.of(container.encoder_for(options.codec), container, options, live=live)
        self._reformatter = VideoReformatter()
        self.bits_per_pixel = video_bits_per_pixel(self._plan.encoder, options.crf, self._plan.pix_fmt)

    def begin(self, container: OutputContainer, info: StreamInfo, name: str) -> VideoStream:
        """Add the stream, its encoder chosen and set but not yet open."""
        self._info = info
        self._make_sure_it_opens(name)
        self._tell_what_is_left_out(name)
        stream = add_stream(container, self._plan.encoder.name, info, dict(self._plan.settings))
        self._set_up(stream.codec_context)
        if tag := self._container.tags.get(self._plan.encoder.codec):
            stream.codec_context.codec_tag = tag
        return stream

    def pictures(self, frame: Frame | None) -> Iterable[av.VideoFrame]:
        """Yield a frame in the encoder's pixel format."""
        if frame is None:
            return ()
        height, width = frame.pixels.shape[:2]
        odd = ((0, self._size[1] - height), (0, self._size[0] - width), (0, 0))
        rgb = av_frame(np.pad(frame.pixels, odd, mode="edge"), frame, self._info)
        return (self._colour.coded(rgb, self._reformatter),)

    def _make_sure_it_opens(self, name: str) -> None:
        reason = self._refusal()
        if reason is None:
            return
        missing, self._plan = self._plan.encoder.name, self._fallback()
        used = self._plan.encoder.name
        if used == missing:
            raise SinkError(f"{name} can't be encoded by {missing}: {reason}")
        _logger.warning("%s can't be used (%s); %s is encoded by %s", missing, reason, name, used)

    def _refusal(self) -> str | None:
        """Try the encoder on its own, for a stream that fails to open can't be taken out of its container."""
        encoder = self._plan.encoder
        if self._info.width < encoder.least_width:
            return f"it takes pictures from {encoder.least_width} pixels of width on"
        try:
            trial = av.CodecContext.create(encoder.name, "w")
            assert isinstance(trial, VideoCodecContext)
            trial.framerate, trial.time_base = self._info.rate, self._info.time_base
            trial.options = dict(self._plan.settings)
            self._set_up(trial)
            trial.open()
        except UnknownCodecError:
            return "FFmpeg was built without it"
        except av.FFmpegError as error:
            return error.strerror or str(error)
        return None

    def _fallback(self) -> _Plan:
        encoder = self._container.encoder_for(None)
        try:
            return _Plan.of(encoder, self._container, self._options, live=self._live)
        except UsageError:
            # What was asked for was the other encoder's.
            plain = replace(self._options, crf=None, pix_fmt=None)
            return _Plan.of(encoder, self._container, plain, live=self._live)

    def _set_up(self, codec: VideoCodecContext) -> None:
        plan, info = self._plan, self._info
        self._size = codec.width, codec.height = coded_size(plan.pix_fmt, info.width, info.height)
        codec.pix_fmt = plan.pix_fmt
        codec.thread_count = min(self._options.threads or MOST_THREADS, MOST_THREADS)
        if self._live:
            codec.gop_size = max(1, round(_LIVE_SECONDS_BETWEEN_KEY_FRAMES * info.rate))
        self._colour = Colour.of(plan.pix_fmt, plan.encoder, self._container, info.height)
        self._colour.tell(codec)

    def _tell_what_is_left_out(self, name: str) -> None:
        plan, info = self._plan, self._info
        if self._options.crf is not None and plan.encoder.quality is None:
            _logger.warning("%s has no scale of quality: the crf is left out for %s", plan.encoder.name, name)
        width, height = coded_size(plan.pix_fmt, info.width, info.height)
        if (width, height) != (info.width, info.height):
            _logger.warning(
                "%s needs even sizes: %s gets %dx%d, the last row or column of %dx%d repeated",
                *(plan.pix_fmt, name, width, height, info.width, info.height),
            )
