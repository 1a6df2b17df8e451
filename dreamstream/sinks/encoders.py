"""The encoders that have a name here, and what quality and speed are called in each.

The scales of quality are the encoders' own, as FFmpeg passes them on: a number means what its users are used to.
"""

import os
from collections.abc import Callable
from dataclasses import replace

import cv2

from dreamstream.errors import UnknownNameError
from dreamstream.sinks.encoder import Encoder, Options, Quality
from dreamstream.sinks.options import SPEEDS, Speed

# SVT-AV1 tells about itself on stderr unless this is set when it begins.
os.environ.setdefault("SVT_LOG", "-1")


def find_encoder(name: str) -> Encoder:
    """Return an encoder by FFmpeg's name, libx264 or h264_nvenc, or the usual one of a codec by the codec's, h264.

    Raises:
        UnknownNameError: there is none.
    """
    try:
        return ENCODERS[CODECS.get(name, name)]
    except KeyError:
        raise UnknownNameError("codec", name, (*CODECS, *ENCODERS)) from None


def _crf(**at_0: str) -> Callable[[float], Options]:
    """Take the number as ``crf``; what else it takes to lose nothing is set at 0."""
    return lambda crf: {"crf": f"{crf:g}", **(at_0 if crf == 0 else {})}


def _quantizer(crf: float) -> Options:
    # 118 is FFmpeg's unit of quality, FF_QP2LAMBDA.
    return {"flags": "+qscale", "global_quality": f"{round(crf * 118)}"}


def _speeds(key: str, *values: object, **others: str) -> dict[Speed, Options]:
    return {speed: {key: str(value), **others} for speed, value in zip(SPEEDS, values, strict=True)}


def _nvidia(codec: str, worst: int, default: int) -> Encoder:
    return Encoder(
        f"{codec}_nvenc",
        codec,
        # 0 would leave the quality to the driver.
        Quality(1, worst, default, lambda crf: {"rc": "vbr", "b": "0", "cq": f"{crf:g}"}),
        _speeds("preset", "p1", "p1", "p2", "p3", "p3", "p4", "p5", "p6", "p7"),
        live={"bf": "0", "delay": "0", "zerolatency": "1"},
    )


def _intel(codec: str) -> Encoder:
    return Encoder(
        f"{codec}_qsv",
        codec,
        Quality(1, 51, 20, lambda crf: {"global_quality": f"{crf:.0f}"}),
        _speeds("preset", "veryfast", "veryfast", *SPEEDS[2:]),
        pix_fmt="nv12",
        live={"bf": "0", "async_depth": "1"},
    )


def _amd(codec: str) -> Encoder:
    return Encoder(
        f"{codec}_amf",
        codec,
        Quality(0, 51, 20, lambda crf: {"rc": "cqp", "qp_i": f"{crf:.0f}", "qp_p": f"{crf:.0f}"}),
        _speeds("quality", *["speed"] * 4, *["balanced"] * 2, *["quality"] * 3),
        live={"bf": "0"},
    )


def _apple(codec: str) -> Encoder:
    # Apple's own scale goes from 1 to 100, which is the best.
    quality = Quality(0, 51, 18, lambda crf: _quantizer(max(1, 100 - crf * 99 / 51)))
    return Encoder(f"{codec}_videotoolbox", codec, quality, live={"bf": "0", "realtime": "1"})


_X264_SPEEDS = _speeds("preset", *SPEEDS)
_AVX_512F = 13
"""OpenCV's number for it, CV_CPU_AVX_512F."""
# x264's AVX-512 code takes in memory that nobody wrote: now and then the same frames would become other bytes.
_X264_OPTIONS = {"x264-params": "asm=avx2"} if cv2.checkHardwareSupport(_AVX_512F) else {}
_VP9_SPEEDS: dict[Speed, Options] = {
    **_speeds("cpu-used", 8, 7, 6, 5, 4, 2, 1, 1, 0, deadline="good"),
    **{speed: {"cpu-used": "8", "deadline": "realtime"} for speed in SPEEDS[:3]},
}
# What an encoder holds back is lost when the process is killed, and a moving dream takes seconds a frame. A tenth of
# the usual look-ahead costs nothing measurable in size and keeps that to about a dozen frames.
_LOOKAHEAD = {"rc-lookahead": "10"}
_LIVE = {"tune": "zerolatency"}

_X264 = Encoder(
    "libx264",
    "h264",
    Quality(0, 51, 18, _crf()),
    _X264_SPEEDS,
    options=_X264_OPTIONS,
    unhurried=_LOOKAHEAD,
    live=_LIVE,
)

_ALL = (
    _X264,
    replace(_X264, name="libx264rgb", pix_fmt="rgb24"),
    Encoder(
        "libx265",
        "hevc",
        Quality(0, 51, 20, _crf(**{"x265-params": "lossless=1"})),
        _X264_SPEEDS,
        options={"x265-params": "log-level=none"},
        unhurried={"x265-params": "rc-lookahead=10"},
        live=_LIVE,
        threads_key="x265-params.pools",
        least_width=64,
    ),
    Encoder(
        "libvpx-vp9",
        "vp9",
        Quality(0, 63, 24, _crf(lossless="1")),
        _VP9_SPEEDS,
        options={"b": "0", "row-mt": "1"},
        unhurried={"lag-in-frames": "10"},
        live={"lag-in-frames": "0"},
    ),
    Encoder(
        "libsvtav1",
        "av1",
        # FFmpeg takes 0 for not set.
        Quality(1, 63, 24, _crf()),
        _speeds("preset", 12, 11, 10, 9, 8, 7, 5, 4, 2),
        unhurried={"svtav1-params": "lookahead=0:hierarchical-levels=3"},
        live={"svtav1-params": "lookahead=0:pred-struct=1"},
        threads_key="svtav1-params.lp",
    ),
    # Every frame by itself and with a checksum, as archives want it; bgr0 is RGB, bit for bit.
    Encoder("ffv1", "ffv1", pix_fmt="bgr0", options={"level": "3", "g": "1", "slices": "4", "slicecrc": "1"}),
    Encoder("prores_ks", "prores", pix_fmt="yuv422p10le", options={"profile": "hq", "vendor": "apl0"}),
    Encoder("mjpeg", "mjpeg", Quality(1, 31, 3, _quantizer), pix_fmt="yuvj420p", is_jpeg=True),
    Encoder("png", "png", pix_fmt="rgb24"),
    Encoder("rawvideo", "rawvideo"),
    *(_nvidia(codec, *scale) for codec, scale in {"h264": (51, 20), "hevc": (51, 22), "av1": (63, 28)}.items()),
    *(_intel(codec) for codec in ("h264", "hevc", "av1")),
    *(_amd(codec) for codec in ("h264", "hevc")),
    *(_apple(codec) for codec in ("h264", "hevc")),
)

ENCODERS = {encoder.name: encoder for encoder in _ALL}
"""By FFmpeg's names."""

CODECS = {
    "h264": "libx264",
    "x264": "libx264",
    "hevc": "libx265",
    "h265": "libx265",
    "x265": "libx265",
    "vp9": "libvpx-vp9",
    "av1": "libsvtav1",
    "prores": "prores_ks",
}
"""The usual names of what is encoded -> the encoder for it."""
