"""From a decoder's frame to RGB of one size, its colours read as they were meant."""

from typing import Any

import numpy as np
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from dreamstream.frame import Pixels
from dreamstream.sources.colour import over_black
from dreamstream.sources.hdr import ToneMap, tone_map

HD_HEIGHT = 720
"""From this height on, video that does not name its matrix is taken as BT.709, below as BT.601."""

_UNSPECIFIED = (2, 3)
"""AVCOL_SPC_UNSPECIFIED and AVCOL_SPC_RESERVED."""

_EXACT = Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT


class RgbConverter:
    """Turns frames into (height, width, 3) uint8 RGB of ``size`` (width, height); a new size midway is scaled.

    Transparency is laid over black. High dynamic range and BT.2020 are brought to BT.709.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._reformatter = VideoReformatter()
        self._tone_maps: dict[tuple[int, int], ToneMap | None] = {}

    def __call__(self, frame: VideoFrame) -> Pixels:
        """Return the frame as RGB."""
        tones = self._tone_map(frame)
        if tones is not None:
            return tones(np.asarray(self._reformatted(frame, "rgb48le"), np.uint16))
        if has_alpha(frame.format):
            return over_black(np.asarray(self._reformatted(frame, "rgba"), np.uint8))
        return np.asarray(self._reformatted(frame, "rgb24"), np.uint8)

    def _reformatted(self, frame: VideoFrame, pixel_format: str) -> NDArray[Any]:
        converted = self._reformatter.reformat(
            frame,
            width=self._size[0],
            height=self._size[1],
            format=pixel_format,
            src_colorspace=_assumed_matrix(frame),
            interpolation=self._interpolation(frame),
            dst_color_range=ColorRange.JPEG,
        )
        return converted.to_ndarray()

    def _tone_map(self, frame: VideoFrame) -> ToneMap | None:
        key = (frame.color_trc, frame.color_primaries)
        if key not in self._tone_maps:
            self._tone_maps[key] = tone_map(*key)
        return self._tone_maps[key]

    def _interpolation(self, frame: VideoFrame) -> int:
        shrinks = self._size[0] < frame.width or self._size[1] < frame.height
        return (Interpolation.AREA if shrinks else Interpolation.BICUBIC) | _EXACT


def has_alpha(pixel_format: VideoFormat) -> bool:
    """Tell whether a pixel format stores transparency."""
    return any(component.is_alpha for component in pixel_format.components)


def _assumed_matrix(frame: VideoFrame) -> Colorspace | None:
    """The matrix of a frame that names none; None keeps the frame's own."""
    if frame.colorspace not in _UNSPECIFIED:
        return None
    return Colorspace.ITU709 if frame.height >= HD_HEIGHT else Colorspace.ITU601
