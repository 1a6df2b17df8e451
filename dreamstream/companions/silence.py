"""A packet of a track in which nothing is heard."""

from typing import cast

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame

from dreamstream.companions.base import Track
from dreamstream.companions.reading import decoder_of

_ENCODERS = {"mp3": "libmp3lame", "opus": "libopus"}
"""Codec -> FFmpeg's encoder, where that has another name."""

_MARK = {"copyright": "1", "original": "0", "dialnorm": "-27"}
"""What silence says of itself, and hardly any other sound does, so that it is known again."""
_OPTIONS = {"ac3": _MARK, "eac3": _MARK}
_MPEG = ("mp3", "mp2")
"""Whose encoders have no such options."""


def silence(track: Track) -> bytes | None:
    """Return a packet that a decoder of a track of sound takes; None where FFmpeg has no encoder for that."""
    decoder = cast(AudioCodecContext, decoder_of(track))
    try:
        encoder = cast(AudioCodecContext, av.CodecContext.create(_ENCODERS.get(track.codec, track.codec), "w"))
        encoder.options = _OPTIONS.get(track.codec, {})
        encoder.sample_rate, encoder.layout = decoder.sample_rate, decoder.layout
        encoder.format = (encoder.codec.audio_formats or [decoder.format])[0]
        encoder.open()
        packets = [*encoder.encode(_silent_frame(encoder)), *encoder.encode(None)]
    except (ValueError, av.FFmpegError):
        return None
    # Some tell of a change at the end by an empty one.
    silent = next((bytes(packet) for packet in reversed(packets) if packet.size), None)
    return _marked(silent) if silent and track.codec in _MPEG else silent


def _marked(packet: bytes) -> bytes:
    """Set the bit of an MPEG header that says that there is copyright."""
    return packet[:3] + bytes([packet[3] | 0x08]) + packet[4:]


def _silent_frame(encoder: AudioCodecContext) -> AudioFrame:
    frame = AudioFrame(encoder.format.name, encoder.layout.name, encoder.frame_size or 1)
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    frame.sample_rate, frame.pts = encoder.sample_rate, 0
    return frame
