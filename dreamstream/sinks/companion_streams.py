"""The sound and subtitles of a film that is being written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import av
from av.container import OutputContainer
from av.stream import Stream

from dreamstream.companions import Packet
from dreamstream.companions.lasting import Lasting
from dreamstream.companions.silence import silence
from dreamstream.companions.waiting import Waiting
from dreamstream.companions.writing import add_track, av_packet
from dreamstream.frame import StreamInfo
from dreamstream.sinks.beginnings import Beginnings
from dreamstream.sinks.encoder import Options
from dreamstream.sinks.format import Format
from dreamstream.sinks.passages import passages_of
from dreamstream.sinks.placeholder import PCM, placeholder
from dreamstream.sinks.supplement import Supplement

_PLACEHOLDER_SECONDS, _EARLIEST_SECONDS = Fraction(-1, 4), Fraction(-1, 8)
"""When a placeholder stands, where it is not heard, and after when all that comes then has to begin."""


class CompanionStreams:
    """Gives a film's packets of sound and subtitles in the order of their times.

    Args:
        info: whose tracks they are.
        container: what the film is put into.
        name: the film's, for warnings.
        supplement: takes the subtitles that can't be written before the film is whole, None where nothing does.
    """

    def __init__(self, info: StreamInfo, container: Format, name: str, supplement: Supplement | None) -> None:
        self._format, self._is_supplemented = container, supplement is not None
        self._passages = passages_of(info.tracks, container, name, is_supplemented=self._is_supplemented)
        kinds = {place: passage.track.kind for place, passage in self._passages.items()}
        later = [place for place, kind in kinds.items() if kind == "subtitle"]
        self._later = {} if supplement is None else dict.fromkeys(later, supplement)
        self._lasting = {place: Lasting() for place, kind in kinds.items() if kind == "audio"}
        self._streams: dict[int, Stream] = {}
        self._beginnings = Beginnings(())
        self._written_already: dict[int, int] = {}
        """Place -> how many packets are still to be left out."""
        self._last_seconds: dict[int, Fraction] = {}
        """Place -> when the last packet begins."""
        self._waiting = Waiting(name)
        self._lead_seconds: Fraction | None = None
        self._came_seconds: Fraction | None = None
        """Of the last frame that came after the first one."""

    @property
    def lead_seconds(self) -> Fraction:
        """By how much a film begins later than its frames say, in a container that holds nothing before 0.

        It is known once a frame has come.
        """
        return self._lead_seconds or Fraction(0)

    @property
    def may_delay(self) -> bool:
        """Whether ``lead_seconds`` may come to be more than 0."""
        return not self._format.begins_before and bool(self._passages)

    def muxer_options(self, *, is_file: bool) -> Options:
        """Return with which options of the muxer's a film with these is written."""
        goes_along = [passage.track for place, passage in self._passages.items() if place not in self._later]
        has_pcm = any(track.codec.startswith(PCM) for track in goes_along)
        return self._format.muxer_options(is_file=is_file, has_sound=bool(goes_along), has_pcm=has_pcm)

    @property
    def have_begun(self) -> bool:
        """Whether no stream has still to begin before the container writes anything."""
        return self._beginnings.are_over

    def begin(self, container: OutputContainer, written_already: Sequence[int] = ()) -> None:
        """Add the streams; the first packets of each are left out, as many as another file has ``written_already``."""
        for place, passage in self._passages.items():
            if place in self._later:
                self._later[place].add_track(place, passage.track)
            else:
                self._streams[place] = add_track(container, passage.track)
        self._written_already = dict(zip(self._streams, written_already, strict=False))
        if self._format.growing_with_sound is not None:
            self._beginnings = Beginnings(self._streams)

    def add(self, packets: Iterable[Packet], seconds: Fraction) -> None:
        """Take what came with the frame that is shown at ``seconds``.

        What comes later than it begins is not due before that: so the order of a film's packets depends on times
        alone, not on how far its encoder is behind.
        """
        known = [packet for packet in packets if packet.track in self._passages]
        if self._lead_seconds is None:
            self._lead_seconds = self._needed_lead_seconds(known)
        else:
            self._came_seconds = seconds
        for packet in known:
            self._pass(packet.track, packet)

    def end(self) -> None:
        """Expect no more packets."""
        for place in self._passages:
            self._pass(place, None)

    def due(self, seconds: Fraction | None) -> Iterator["av.Packet[Stream]"]:
        """Yield what has to be written before a picture that is decoded at ``seconds``; everything for None."""
        for packet in self._waiting.before(seconds):
            if self._beginnings.begin(packet.track):
                # A fragment's first packet begins where the one before has been said to end: this one takes the error.
                time_base = self._passages[packet.track].track.time_base
                yield self._placeholder(packet.track, packet.pts_seconds - time_base)
            yield self._av_packet(packet)
        for place in () if seconds is None else self._beginnings.overdue(seconds):
            self._last_seconds.setdefault(place, _EARLIEST_SECONDS)
            yield self._placeholder(place, _PLACEHOLDER_SECONDS)

    def _placeholder(self, place: int, seconds: Fraction) -> "av.Packet[Stream]":
        """Return what is left out when a file is whole, and what is heard as nothing where that never happens."""
        track = self._passages[place].track
        silent = None if self._is_supplemented else silence(track)
        return self._av_packet(Packet(place, silent or placeholder(track), seconds, Fraction(0)))

    def _av_packet(self, packet: Packet) -> "av.Packet[Stream]":
        return av_packet(packet, self._streams[packet.track], self._passages[packet.track].track.time_base)

    def _pass(self, place: int, packet: Packet | None) -> None:
        for each in self._passages[place].packets(packet):
            passed = replace(each, track=place)
            if not self._may_follow(passed):
                continue
            self._last_seconds[place] = passed.pts_seconds
            passed = self._lasting[place](passed) if place in self._lasting else passed
            if place in self._later:
                self._later[place].add(passed)
            elif self._written_already.get(place):
                self._written_already[place] -= 1
            else:
                self._waiting.add(passed, self._came_seconds)

    def _needed_lead_seconds(self, first: Sequence[Packet]) -> Fraction:
        if self._format.begins_before:
            return Fraction(0)
        begins = (packet.pts_seconds - self._passages[packet.track].lead_seconds for packet in first)
        return max(Fraction(0), -min(begins, default=Fraction(0)))

    def _may_follow(self, packet: Packet) -> bool:
        """Leave out what the container can't express, and what an untidy input has twice."""
        if packet.pts_seconds < -self.lead_seconds and not self._format.begins_before:
            return False
        last = self._last_seconds.get(packet.track)
        return last is None or packet.pts_seconds > last
