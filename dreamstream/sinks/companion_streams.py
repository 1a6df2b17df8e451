"""The sound and subtitles of a film that is being written."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import av
from av.container import OutputContainer
from av.stream import Stream

from dreamstream.companions import Packet, Track
from dreamstream.companions.languages import name_in
from dreamstream.companions.lasting import Lasting
from dreamstream.companions.silence import silence
from dreamstream.companions.waiting import Waiting
from dreamstream.companions.writing import add_track, av_packet
from dreamstream.frame import StreamInfo
from dreamstream.sinks.encoder import Options
from dreamstream.sinks.formats import Format
from dreamstream.sinks.passage import Passage
from dreamstream.sinks.placeholder import PCM, placeholder
from dreamstream.sinks.sound_passage import ENCODERS, SoundPassage
from dreamstream.sinks.subtitle_passage import TEXTS, SubtitlePassage
from dreamstream.sinks.supplement import Supplement

_LATE_SECONDS = Fraction(1, 2)
"""An MP4 writes nothing before each of its tracks has begun: one that has not so long after the first picture gets a
placeholder."""

_PLACEHOLDER_SECONDS, _EARLIEST_SECONDS = Fraction(-1, 4), Fraction(-1, 8)
"""When a placeholder stands, where it is not heard, and after when all that comes then has to begin."""

_logger = logging.getLogger("dreamstream")


class CompanionStreams:
    """Decides what becomes of each of the input's tracks, and gives the film's packets in the order of their times.

    A track is copied where the container holds it; sound is encoded again and text rewritten where not; pictures
    that can't be held are left out. Whatever is not copied is told by a warning.

    Args:
        info: whose tracks they are.
        container: what the film is put into.
        name: the film's, for warnings.
        supplement: takes the subtitles that can't be written before the film is whole, None where nothing does.
    """

    def __init__(self, info: StreamInfo, container: Format, name: str, supplement: Supplement | None) -> None:
        self._format, self._name, self._supplement = container, name, supplement
        self._passages: dict[int, Passage] = {}
        for place, track in enumerate(info.tracks):
            passage = self._passage(track)
            if passage is not None:
                self._passages[place] = passage
                self._tell_lost_language(passage.track)
        self._later = {place: passage for place, passage in self._passages.items() if self._comes_later(passage.track)}
        sounding = (place for place, passage in self._passages.items() if passage.track.kind == "audio")
        self._lasting = {place: Lasting() for place in sounding}
        self._streams: dict[int, Stream] = {}
        self._written_already: dict[int, int] = {}
        self._awaited: set[int] = set()
        self._silent: set[int] = set()
        self._late: set[int] = set()
        self._late_seconds: Fraction | None = None
        self._last_seconds: dict[int, Fraction] = {}
        self._waiting = Waiting(name)
        self._lead_seconds: Fraction | None = None
        self._came_seconds: Fraction | None = None

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
        return not self._awaited

    def begin(self, container: OutputContainer, written_already: Sequence[int] = ()) -> None:
        """Add the streams; the first packets of each are left out, as many as another file has ``written_already``."""
        for place, passage in self._passages.items():
            if place in self._later:
                assert self._supplement is not None
                self._supplement.add_track(place, passage.track)
            else:
                self._streams[place] = add_track(container, passage.track)
        self._written_already = dict(zip(self._streams, written_already, strict=False))
        if self._format.growing_with_sound is not None:
            self._awaited, self._silent = set(self._streams), set(self._streams)

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
            yield from self._begun(packet)
            yield self._av_packet(packet)
        if seconds is None:
            return
        if self._late_seconds is None:
            self._late_seconds = max(seconds, Fraction(0)) + _LATE_SECONDS
        if seconds >= self._late_seconds:
            for place in sorted(self._silent):
                self._awaited.discard(place)
                self._late.add(place)
                self._last_seconds.setdefault(place, _EARLIEST_SECONDS)
                yield self._placeholder(place, _PLACEHOLDER_SECONDS)
            self._silent.clear()

    def _begun(self, packet: Packet) -> Iterator["av.Packet[Stream]"]:
        place = packet.track
        self._awaited.discard(place)
        self._silent.discard(place)
        if place in self._late:
            self._late.discard(place)
            # The first packet of a fragment begins where the one before has been said to end: this one takes the error.
            yield self._placeholder(place, packet.pts_seconds - self._passages[place].track.time_base)

    def _placeholder(self, place: int, seconds: Fraction) -> "av.Packet[Stream]":
        """Return what is left out when a file is whole, and what is heard as nothing where that never happens."""
        track = self._passages[place].track
        silent = silence(track) if self._supplement is None else None
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
                assert self._supplement is not None
                self._supplement.add(passed)
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

    def _comes_later(self, track: Track) -> bool:
        return self._supplement is not None and track.kind == "subtitle"

    def _passage(self, track: Track) -> Passage | None:
        held = self._format.sound if track.kind == "audio" else self._format.subtitles
        if track.kind == "subtitle" and self._format.growing_with_sound is not None and self._supplement is None:
            held = ()
        if track.codec in held:
            return Passage(track)
        what = "sound" if track.kind == "audio" else "subtitles"
        if track.kind == "audio" and held and held[0] in ENCODERS:
            self._warn("%s can't hold %s: the sound is encoded again, as %s", track.codec, held[0])
            return SoundPassage(track, held[0])
        if track.kind == "subtitle" and held and track.codec in TEXTS:
            self._warn("%s can't hold %s: the subtitles are written as %s", track.codec, held[0])
            return SubtitlePassage(track, held[0])
        if self._format.sound:
            self._warn(f"%s can't hold %s: these {what} are left out", track.codec)
        return None

    def _tell_lost_language(self, track: Track) -> None:
        language = track.metadata.get("language")
        if language is not None and name_in(self._format.name, language) is None:
            what = "sound" if track.kind == "audio" else "subtitles"
            self._warn(f"%s can't tell the language '%s' of its {what}, and leaves it out", language)

    def _warn(self, sentence: str, *about: str) -> None:
        _logger.warning(sentence, self._name, *about)
