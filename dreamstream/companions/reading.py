"""The streams of an open container that go along with its pictures."""

from fractions import Fraction
from typing import cast

import av
from av.audio.codeccontext import AudioCodecContext
from av.codec.context import CodecContext
from av.container import InputContainer
from av.packet import Packet as AvPacket
from av.stream import Stream

from dreamstream.companions.adts import configuration, without_header
from dreamstream.companions.base import Chapter, Kind, Packet, Track
from dreamstream.companions.languages import standard_name

KINDS = ("audio", "subtitle")

_TAGS = ("language", "title", "handler_name", "comment")
"""The tags of a track that are still true of a copy."""

_MOST_FRAMES_IN_A_PACKET = 8
"""What says that it lasts longer than so many of its codec's frames stands before a gap, which it does not fill."""

_SILENT = {"mov_text": b"\0\0"}
"""What stands between two subtitles where a format can't leave a gap; muxers add it."""


class Companions:
    """The sound and subtitles of a container: its streams as tracks, its packets by their clock.

    A stream that FFmpeg has no decoder for is left out.
    """

    def __init__(self, container: InputContainer, kinds: tuple[str, ...] = KINDS) -> None:
        streams = (stream for stream in container.streams if stream.type in kinds)
        self.streams = [stream for stream in streams if stream.codec_context is not None]
        self._places = {stream.index: place for place, stream in enumerate(self.streams)}
        self.tracks = tuple(map(track_of, self.streams))

    def packet(self, packet: "AvPacket[Stream]") -> Packet | None:
        """Return a packet of one of ``streams``, its time by the container's clock; None for one that says nothing."""
        place = self._places[packet.stream.index]
        data = bytes(packet)
        if packet.pts is None or data in (b"", _SILENT.get(self.tracks[place].codec)):
            return None
        return Packet(
            place,
            without_header(data) if self.tracks[place].codec == "aac" else data,
            packet.pts * packet.time_base,
            _duration_seconds(packet),
            tuple(packet.iter_sidedata()),
        )


def _duration_seconds(packet: "AvPacket[Stream]") -> Fraction:
    stated, context = (packet.duration or 0) * packet.time_base, packet.stream.codec_context
    if not isinstance(context, AudioCodecContext) or not context.frame_size or not context.sample_rate:
        return stated
    frame = Fraction(context.frame_size, context.sample_rate)
    return stated if stated <= _MOST_FRAMES_IN_A_PACKET * frame else frame


def decoder_of(track: Track) -> CodecContext:
    """Return a decoder of a track's packets."""
    nowhere = av.open("", "w", format="null")
    return nowhere.add_stream_from_template(track.template, opaque=True).codec_context


def chapters_of(container: InputContainer) -> tuple[Chapter, ...]:
    """Return a container's chapters, their times by its clock."""
    found = []
    for each in container.chapters():
        time_base = each["time_base"] or Fraction(1, av.time_base)
        title = each["metadata"].get("title", "")
        found.append(Chapter(each["start"] * time_base, each["end"] * time_base, title))
    return tuple(found)


def track_of(stream: Stream) -> Track:
    """Return what a stream of sound or subtitles is."""
    # A muxer that writes nothing; what it holds stays when the file is closed.
    nowhere = av.open("", "w", format="null")
    template = nowhere.add_stream_from_template(stream, opaque=True)
    codec = stream.codec_context.codec.canonical_name
    if codec == "aac" and not stream.codec_context.extradata:
        context = cast(AudioCodecContext, template.codec_context)
        context.extradata = configuration(stream.profile, context.sample_rate, context.layout.nb_channels)
        # Takes it over from the codec's parameters into the stream's.
        nowhere.start_encoding()
    kind = cast(Kind, stream.type)
    tags = {name: stream.metadata[name] for name in _TAGS if stream.metadata.get(name, "und") != "und"}
    if "language" in tags:
        tags["language"] = standard_name(tags["language"])
    return Track(kind, codec, stream.time_base or Fraction(1, av.time_base), template, tags, stream.disposition)
