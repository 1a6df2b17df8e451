"""Uncompressed sound for tables that count its samples and know no times between the first one and the last."""

from collections.abc import Iterator
from fractions import Fraction
from typing import cast

import av
from av.audio.codeccontext import AudioCodecContext
from av.packet import Packet
from av.stream import Stream

from dreamstream.companions.reading import track_of
from dreamstream.companions.silence import silence
from dreamstream.sinks.placeholder import PCM

_LEAST_GAP_SECONDS = Fraction(1, 100)
"""Shorter ones come of times that were rounded."""

_PIECE_SECONDS = 1
"""Of silence in a packet, so that a long gap takes little memory."""


class Unbroken:
    """Puts silence where the uncompressed sound of a film has gaps, so that what follows stays at its time."""

    def __init__(self) -> None:
        self._samples: dict[int, bytes] = {}
        self._ends: dict[int, Fraction] = {}

    def __call__(self, packet: "Packet[Stream]") -> Iterator["Packet[Stream]"]:
        """Yield the silence before a packet, if there is any, and the packet."""
        stream = packet.stream
        if stream.type == "audio" and stream.codec_context.codec.canonical_name.startswith(PCM):
            if stream.index not in self._samples:
                self._samples[stream.index] = silence(track_of(stream)) or b""
            if sample := self._samples[stream.index]:
                yield from self._silence_before(packet, sample)
        yield packet

    def _silence_before(self, packet: "Packet[Stream]", sample: bytes) -> Iterator["Packet[Stream]"]:
        place = packet.stream.index
        rate = cast(AudioCodecContext, packet.stream.codec_context).sample_rate
        begins = (packet.pts or 0) * packet.time_base
        end = self._ends.get(place, begins)
        missing = round((begins - end) * rate) if begins - end >= _LEAST_GAP_SECONDS else 0
        while missing > 0:
            count = min(missing, _PIECE_SECONDS * rate)
            silent = av.Packet(sample * count)
            silent.stream, silent.time_base = packet.stream, packet.time_base
            silent.pts = silent.dts = round(end / packet.time_base)
            yield silent
            end, missing = end + Fraction(count, rate), missing - count
        self._ends[place] = end + Fraction(packet.size // len(sample), rate)
