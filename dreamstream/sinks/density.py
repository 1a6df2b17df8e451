"""How many bits a pixel of a dream takes in a film or picture, about.

Measured on 24 frames of 320x180 of the zoom preset on a photo, by the usual encoders at their own qualities. Dreams
are dense; calm ones take a half of it, wild ones twice as much.
"""

from dreamstream.sinks.encoder import Encoder

_OF_CODECS = {
    "h264": 1.0,
    "hevc": 0.9,
    "vp9": 1.1,
    "av1": 0.85,
    "prores": 6.5,
    "mjpeg": 3.4,
    "ffv1": 12.4,
    "png": 18.0,
}
OF_GIF, OF_APNG, OF_WEBP = 7.7, 16.6, 2.9
OF_PICTURES = {".png": 18.0, ".jpg": 6.1, ".jpeg": 6.1, ".tif": 20.0, ".tiff": 20.0, ".bmp": 24.0, ".webp": 4.0}
"""By file name suffix."""

_RAW = {"yuv420p": 12.0, "nv12": 12.0, "yuv422p": 16.0, "yuv444p": 24.0, "gray": 8.0, "rgb24": 24.0, "bgr24": 24.0}
_HALVINGS = 8
"""A scale of quality halves the film about so many times, from one end to the other."""


def video_bits_per_pixel(encoder: Encoder, crf: float | None, pix_fmt: str) -> float | None:
    """Return about how many bits an encoder makes of a pixel at a quality; None where that is not known."""
    if encoder.codec == "rawvideo":
        return _RAW.get(pix_fmt)
    usual = _OF_CODECS.get(encoder.codec)
    quality = encoder.quality
    if usual is None or quality is None or crf is None:
        return usual
    return float(usual * 2 ** ((quality.default - crf) * _HALVINGS / (quality.worst - quality.best)))
