"""Sound encoded again, for a container that can't hold what it is."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from typing import cast

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.layout import AudioLayout
from av.audio.stream import AudioStream
from av.filter import Graph
from av.stream import Stream

from dreamstream.companions import Packet, Track
from dreamstream.companions.reading import decoder_of
from dreamstream.sinks.passage import Passage

ENCODERS = {"aac": "aac", "opus": "libopus"}
"""Codec -> FFmpeg's encoder for it."""

_BITS_A_SECOND_AND_CHANNEL = 96_000
_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}
_USUAL_RATE = 48_000


class SoundPassage(Passage):
    """Decodes a track and encodes it as ``codec``, at the same times: gaps become silence, a late start stays late.

    What can't be decoded is a gap, too.
    """

    def __init__(self, track: Track, codec: str) -> None:
        self._decoder = cast(AudioCodecContext, decoder_of(track))
        self._source_time_base = track.time_base
        self._stream = _encoding(self._decoder, codec)
        self._encoder = self._stream.codec_context
        self._graph: Graph | None = None
        time_base = Fraction(1, self._encoder.sample_rate)
        # What prepares a decoder fills a frame at most.
        self.lead_seconds = self._encoder.frame_size * time_base
        super().__init__(Track("audio", codec, time_base, self._stream, track.metadata, track.disposition))

    def packets(self, packet: Packet | None) -> Iterable[Packet]:
        """Decode one packet and return what the encoder has ready."""
        for frame in self._decoded(packet):
            if self._graph is None:
                self._graph = self._filters(frame)
            self._graph.push(frame)
            yield from self._encoded()
        if packet is None and self._graph is not None:
            self._graph.push(None)
            yield from self._encoded()
            yield from map(self._packet, self._encoder.encode(None))

    def _decoded(self, packet: Packet | None) -> list[AudioFrame]:
        coded = None
        if packet is not None:
            coded = av.Packet(packet.data)
            coded.pts = round(packet.pts_seconds / self._source_time_base)
            coded.time_base = self._source_time_base
        with suppress(av.FFmpegError):
            frames = self._decoder.decode(coded)
            for frame in frames:
                frame.time_base = self._source_time_base
            return frames
        return []

    def _filters(self, frame: AudioFrame) -> Graph:
        encoder = self._encoder
        form = f"sample_fmts={encoder.format.name}:sample_rates={encoder.sample_rate}"
        graph = Graph()
        nodes = [
            graph.add_abuffer(
                sample_rate=frame.sample_rate,
                format=frame.format.name,
                layout=frame.layout.name,
                time_base=self._source_time_base,
            ),
            graph.add("aresample", f"{encoder.sample_rate}:async=1"),
            graph.add("aformat", f"{form}:channel_layouts={encoder.layout.name}"),
            graph.add("asetnsamples", f"n={encoder.frame_size}:p=0"),
            graph.add("abuffersink"),
        ]
        graph.link_nodes(*nodes).configure()
        return graph

    def _encoded(self) -> Iterator[Packet]:
        assert self._graph is not None
        with suppress(av.BlockingIOError, av.EOFError):
            while True:
                frame = cast(AudioFrame, self._graph.pull())
                for coded in self._encoder.encode(frame):
                    yield self._packet(coded)

    def _packet(self, coded: "av.Packet[Stream]") -> Packet:
        tick = self._encoder.time_base or Fraction(1, self._encoder.sample_rate)
        return Packet(
            0, bytes(coded), (coded.pts or 0) * tick, (coded.duration or 0) * tick, tuple(coded.iter_sidedata())
        )


def _encoding(decoder: AudioCodecContext, codec: str) -> AudioStream:
    """Return a stream of nowhere whose encoder is open, for sound as a decoder gives it."""
    nowhere = av.open("", "w", format="null")
    name = ENCODERS[codec]
    rates = av.Codec(name, "w").audio_rates
    rate = decoder.sample_rate if rates is None or decoder.sample_rate in rates else _USUAL_RATE
    stream = cast(AudioStream, nowhere.add_stream(name, rate=rate))
    channels = decoder.layout.nb_channels
    stream.layout = AudioLayout(_LAYOUTS.get(channels, "stereo"))
    stream.codec_context.bit_rate = _BITS_A_SECOND_AND_CHANNEL * stream.layout.nb_channels
    stream.codec_context.time_base = Fraction(1, rate)
    nowhere.start_encoding()
    return stream
