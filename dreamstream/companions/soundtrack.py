"""A file's sound, read as it is wanted."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet as AvPacket
from av.stream import Disposition, Stream

from dreamstream.companions.base import Packet, Track
from dreamstream.companions.reading import Companions
from dreamstream.companions.waiting import Waiting
from dreamstream.errors import SourceError, UsageError


class Soundtrack:
    """The sound in a file, from its beginning; of a film the sound that begins with its pictures.

    Raises:
        UsageError: there is no such file, or no sound in it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            # The prefix keeps a colon in a file's name from being read as a protocol.
            self._container = av.open(f"file:{path}", metadata_errors="replace")
        except av.FFmpegError as error:
            raise UsageError(f"the sound of '{path}' can't be read: {error.strerror}") from error
        self._companions = Companions(self._container, ("audio",))
        if not self._companions.streams:
            self.close()
            raise UsageError(f"there is no sound in '{path}'; name a file that has some, or --audio none")
        self._packets = self._container.demux(self._companions.streams)
        self._waiting = Waiting(str(path))
        self._origin_seconds = _origin_seconds(self._container)
        self._read_until = dict.fromkeys(range(len(self._companions.tracks)), Fraction(-1))

    @property
    def tracks(self) -> tuple[Track, ...]:
        """What is in it."""
        return self._companions.tracks

    def before(self, seconds: Fraction) -> list[Packet]:
        """Give away what begins before ``seconds`` and has not been given yet.

        Raises:
            SourceError: the file can't be read on.
        """
        try:
            while min(self._read_until.values()) < seconds and (packet := next(self._packets, None)) is not None:
                self._keep(packet)
        except av.FFmpegError as error:
            raise SourceError(f"the sound of '{self._path}' breaks off: {error.strerror}") from error
        return self._waiting.before(seconds)

    def close(self) -> None:
        """Give back the file; harmless when repeated."""
        self._container.close()

    def _keep(self, met: "AvPacket[Stream]") -> None:
        packet = self._companions.packet(met)
        if packet is not None:
            begins = packet.pts_seconds - self._origin_seconds
            self._read_until[packet.track] = begins
            self._waiting.add(replace(packet, pts_seconds=begins))


def _origin_seconds(container: InputContainer) -> Fraction:
    """When a film's pictures begin, or where there are none, its sound."""
    pictures = [each for each in container.streams.video if not each.disposition & Disposition.attached_pic]
    starts = [
        (stream.start_time or 0) * stream.time_base
        for stream in pictures or container.streams.audio
        if stream.time_base is not None
    ]
    return min(starts, default=Fraction(0))
