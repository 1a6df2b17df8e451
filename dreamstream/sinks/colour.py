"""How a film's colours are coded, and frames coded so."""

from dataclasses import dataclass

import av
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from dreamstream.sinks.encoder import Encoder
from dreamstream.sinks.format import Format

HD_HEIGHT = 720
"""From this height on, colours that nothing tells of are taken as BT.709, below as BT.601."""

_BT709 = 1
"""Of the matrix, the primaries and the transfer alike."""
_BT601 = 5
_RGB = 0
_LIMITED, _FULL = 1, 2

_TELLS_OF_COLOUR = {"h264", "hevc", "vp9", "av1", "prores"}
"""What says itself how its colours are meant, whatever it is put into."""

# AREA makes each chroma sample the mean of its pixels.
_EXACT = Interpolation.AREA | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INP


@dataclass(frozen=True, slots=True)
class Colour:
    """A pixel format, and FFmpeg's numbers of the matrix and the range."""

    pix_fmt: str
    matrix: int
    colour_range: int

    @classmethod
    def of(cls, pix_fmt: str, encoder: Encoder, container: Format, height: int) -> "Colour":
        """Return BT.709 wherever something tells of it; elsewhere what is assumed for a film of this height."""
        if av.VideoFormat(pix_fmt).is_rgb:
            return cls(pix_fmt, _RGB, _FULL)
        if encoder.is_jpeg:
            return cls(pix_fmt, _BT601, _FULL)
        is_told = container.has_colour or encoder.codec in _TELLS_OF_COLOUR
        matrix = _BT709 if is_told or height >= HD_HEIGHT else _BT601
        return cls(pix_fmt, matrix, _FULL if pix_fmt.startswith("yuvj") else _LIMITED)

    def tell(self, codec: VideoCodecContext) -> None:
        """Have an encoder write down how its colours are meant."""
        codec.colorspace, codec.color_range = self.matrix, self.colour_range
        codec.color_primaries = codec.color_trc = _BT709

    def coded(self, rgb: av.VideoFrame, reformatter: VideoReformatter) -> av.VideoFrame:
        """Return an RGB frame coded so."""
        coded = reformatter.reformat(
            rgb,
            format=self.pix_fmt,
            src_color_range=ColorRange.JPEG,
            dst_colorspace=Colorspace.ITU709 if self.matrix == _BT709 else Colorspace.ITU601,
            dst_color_range=ColorRange.JPEG if self.colour_range == _FULL else ColorRange.MPEG,
            interpolation=_EXACT,
        )
        # ProRes writes down what its frames say.
        coded.color_primaries = coded.color_trc = _BT709
        return coded


def coded_size(pix_fmt: str, width: int, height: int) -> tuple[int, int]:
    """Return the size rounded up to whole samples of colour."""
    samples = av.VideoFormat(pix_fmt)
    columns, rows = 4 // samples.chroma_width(4), 4 // samples.chroma_height(4)
    return -(-width // columns) * columns, -(-height // rows) * rows
