"""A packet of a track in which nothing is heard."""

from typing import cast

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.layout import AudioLayout

from dreamstream.companions.base import Track
from dreamstream.companions.reading import decoder_of

_ENCODERS = {"mp3": "libmp3lame", "opus": "libopus"}
"""Codec -> FFmpeg's encoder, where that has another name."""

_MARK = {"copyright": "1", "original": "0", "dialnorm": "-27"}
"""What silence says of itself, and hardly any other sound does, so that it is known again."""
_OPTIONS = {"ac3": _MARK, "eac3": _MARK}
_CORE, _MOST_CORE_CHANNELS = "5.1", 6
"""More channels of E-AC-3 are substreams behind a core, which is sound by itself; FFmpeg encodes no others."""
_MPEG = ("mp3", "mp2")
"""Whose encoders have no such options."""


def silence(track: Track) -> bytes | None:
    """Return a packet that a decoder of a track of sound takes; None where FFmpeg has no encoder for that."""
    decoder = cast(AudioCodecContext, decoder_of(track))
    try:
        encoder = cast(AudioCodecContext, av.CodecContext.create(_ENCODERS.get(track.codec, track.codec), "w"))
        encoder.options = _OPTIONS.get(track.codec, {})
        encoder.sample_rate, encoder.layout = decoder.sample_rate, _layout(track.codec, decoder)
        encoder.format = (encoder.codec.audio_formats or [decoder.format])[0]
        encoder.open()
        packets = [*encoder.encode(_silent_frame(encoder)), *encoder.encode(None)]
    except (ValueError, av.FFmpegError):
        return None
    # Some tell of a change at the end by an empty one.
    silent = next((bytes(packet) for packet in reversed(packets) if packet.size), None)
    return _marked(silent) if silent and track.codec in _MPEG else silent


def _layout(codec: str, decoder: AudioCodecContext) -> AudioLayout:
    is_core = codec != "eac3" or decoder.layout.nb_channels <= _MOST_CORE_CHANNELS
    return decoder.layout if is_core else AudioLayout(_CORE)


def _marked(packet: bytes) -> bytes:
    """Set the bit of an MPEG header that says that there is copyright."""
    return packet[:3] + bytes([packet[3] | 0x08]) + packet[4:]


def _silent_frame(encoder: AudioCodecContext) -> AudioFrame:
    frame = AudioFrame(encoder.format.name, encoder.layout.name, encoder.frame_size or 1)
    # Of eight channels PyAV counts a ninth plane, which is none.
    for plane in frame.planes[: frame.layout.nb_channels if frame.format.is_planar else 1]:
        plane.update(bytes(plane.buffer_size))
    frame.sample_rate, frame.pts = encoder.sample_rate, 0
    return frame
