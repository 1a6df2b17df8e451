"""A packet of a track in which nothing is heard."""

from typing import cast

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame

from dreamstream.companions.base import Track
from dreamstream.companions.reading import decoder_of

_ENCODERS = {"mp3": "libmp3lame", "opus": "libopus"}
"""Codec -> FFmpeg's encoder, where that has another name."""


def silence(track: Track) -> bytes | None:
    """Return a packet that a decoder of a track of sound takes; None where FFmpeg has no encoder for that."""
    decoder = cast(AudioCodecContext, decoder_of(track))
    try:
        encoder = cast(AudioCodecContext, av.CodecContext.create(_ENCODERS.get(track.codec, track.codec), "w"))
        encoder.sample_rate, encoder.layout = decoder.sample_rate, decoder.layout
        encoder.format = (encoder.codec.audio_formats or [decoder.format])[0]
        encoder.open()
        packets = [*encoder.encode(_silent_frame(encoder)), *encoder.encode(None)]
    except (ValueError, av.FFmpegError):
        return None
    # Some tell of a change at the end by an empty one.
    return next((bytes(packet) for packet in reversed(packets) if packet.size), None)


def _silent_frame(encoder: AudioCodecContext) -> AudioFrame:
    frame = AudioFrame(encoder.format.name, encoder.layout.name, encoder.frame_size or 1)
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    frame.sample_rate, frame.pts = encoder.sample_rate, 0
    return frame
