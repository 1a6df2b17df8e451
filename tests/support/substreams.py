"""E-AC-3 of eight channels, which FFmpeg decodes but doesn't encode: a 5.1 core, and behind it two channels more.

The layout of the header is that of ETSI TS 102 366, annex E.
"""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

_FRAME = 1536
"""Samples."""
_REAR_PAIR = f"{1 << 15 - 6:016b}"
"""Which of the channels there may be a substream has."""


def write_eight_channels(path: Path, begins_seconds: Fraction, frames: int = 40) -> None:
    """Write a Matroska film of five seconds of pictures, with so many frames of noise from a time on."""
    with av.open(path, "w") as film:
        video = film.add_stream("mpeg4", rate=25)
        video.width, video.height, video.pix_fmt = 96, 64, "yuv420p"
        sound = film.add_stream("eac3", rate=48000, layout="5.1")
        film.start_encoding()
        packets = []
        for index in range(125):
            picture = av.VideoFrame.from_ndarray(np.full((64, 96), index, np.uint8), format="gray")
            picture.pts, picture.time_base = index, Fraction(1, 25)
            packets += video.encode(picture.reformat(format="yuv420p"))
        packets += video.encode(None)
        for index, unit in enumerate(_units(frames)):
            packet = av.Packet(unit)
            packet.stream, packet.time_base, packet.is_keyframe = sound, Fraction(1, 48000), True
            packet.pts = packet.dts = round(begins_seconds * 48000) + _FRAME * index
            packet.duration = _FRAME
            packets.append(packet)
        film.mux(sorted(packets, key=lambda packet: packet.dts * packet.time_base))


def _units(frames: int) -> list[bytes]:
    pairs = zip(_encoded("5.1", frames), _encoded("stereo", frames), strict=True)
    return [core + _dependent(rear) for core, rear in pairs]


def _encoded(layout: str, frames: int) -> list[bytes]:
    encoder = av.CodecContext.create("eac3", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48000, layout, "fltp"
    noise = np.random.default_rng(0).normal(0, 0.1, (encoder.layout.nb_channels, _FRAME * frames)).astype(np.float32)
    packets = []
    for part in np.split(noise, frames, axis=1):
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part), format="fltp", layout=layout)
        frame.sample_rate = 48000
        packets += encoder.encode(frame)
    return [bytes(packet) for packet in (*packets, *encoder.encode(None)) if packet.size]


def _dependent(independent: bytes) -> bytes:
    """Make a substream that adds to the one before out of a frame of stereo."""
    bits = f"{int.from_bytes(independent):0{8 * len(independent)}b}"
    # Of the header's first 51 bits the type is changed, and after them it is said which channels these are. The check
    # sum at the end, which decoders pass over, is left out.
    made = f"{bits[:16]}01{bits[18:51]}1{_REAR_PAIR}{bits[51:-16]}"
    made += "0" * (16 + -len(made) % 16)
    made = f"{made[:21]}{len(made) // 16 - 1:011b}{made[32:]}"
    return int(made, 2).to_bytes(len(made) // 8)
