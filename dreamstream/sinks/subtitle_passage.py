"""Subtitles of text in another format's words."""

from collections.abc import Iterable
from contextlib import suppress
from fractions import Fraction
from typing import cast

import av
from av.subtitles.codeccontext import SubtitleCodecContext
from av.subtitles.subtitle import AssSubtitle, SubtitleSet

from dreamstream.companions import Packet, Track
from dreamstream.companions.reading import decoder_of
from dreamstream.sinks.passage import Passage

TEXTS = frozenset(("subrip", "ass", "webvtt", "mov_text", "text", "microdvd", "sami", "subviewer"))
"""What can be made into one another; the rest are pictures."""

_MILLISECOND = Fraction(1, 1000)


class SubtitlePassage(Passage):
    """Writes subtitles as ``codec``, one of ``TEXTS``, at the same times; what can't be read is left out."""

    def __init__(self, track: Track, codec: str) -> None:
        self._decoder = cast(SubtitleCodecContext, decoder_of(track))
        self._time_base = track.time_base
        self._decoder.open(strict=False)
        nowhere = av.open("", "w", format="null")
        stream = nowhere.add_stream(codec)
        self._encoder = cast(SubtitleCodecContext, stream.codec_context)
        self._encoder.subtitle_header = self._decoder.subtitle_header
        self._encoder.time_base = _MILLISECOND
        nowhere.start_encoding()
        super().__init__(Track("subtitle", codec, _MILLISECOND, stream, track.metadata, track.disposition))

    def packets(self, packet: Packet | None) -> Iterable[Packet]:
        """Return a packet of the same words; nothing for one without any."""
        if packet is None:
            return
        coded = av.Packet(packet.data)
        coded.pts, coded.time_base = round(packet.pts_seconds / self._time_base), self._time_base
        coded.duration = round(packet.duration_seconds / self._time_base)
        with suppress(av.FFmpegError):
            shown = self._decoder.decode2(coded)
            lines = [each.ass for each in shown or () if isinstance(each, AssSubtitle)]
            for line in lines:
                written = self._encoder.encode_subtitle(
                    SubtitleSet.create(line, 0, round(packet.duration_seconds / _MILLISECOND))
                )
                yield Packet(0, bytes(written), packet.pts_seconds, packet.duration_seconds)
