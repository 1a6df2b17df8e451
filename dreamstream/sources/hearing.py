"""Sound and subtitles that are met while a video's pictures are decoded."""

from fractions import Fraction

from av.packet import Packet as AvPacket
from av.stream import Stream

from dreamstream.companions import Packet, Track
from dreamstream.companions.reading import Companions
from dreamstream.companions.waiting import Waiting
from dreamstream.sources.medium import Medium


class Hearing:
    """Keeps the packets of a medium's tracks until they are asked for; all times are by the container's clock."""

    def __init__(self, medium: Medium) -> None:
        self._companions = Companions(medium.container)
        self._waiting = Waiting(medium.name)
        self._ends_seconds: dict[int, Fraction] = {}
        """Index of a stream -> when the last of its packets ends that was met."""
        self._wanted_seconds: Fraction | None = None
        self.is_on = True
        """Whether anything is kept."""

    @property
    def streams(self) -> list[Stream]:
        """Return the streams whose packets are to be given to ``meet``."""
        return self._companions.streams

    @property
    def tracks(self) -> tuple[Track, ...]:
        """Return what these streams are."""
        return self._companions.tracks

    def want_from(self, seconds: Fraction) -> None:
        """Keep nothing that ends before then."""
        self._wanted_seconds = seconds

    def meet(self, met: "AvPacket[Stream]") -> None:
        """Keep a packet, if it is wanted."""
        packet = self._companions.packet(met) if self.is_on else None
        if packet is None:
            return
        end_seconds = packet.pts_seconds + packet.duration_seconds
        self._ends_seconds[met.stream.index] = end_seconds
        if self._wanted_seconds is None or end_seconds >= self._wanted_seconds:
            self._waiting.add(packet)

    def has_reached(self, seconds: Fraction) -> bool:
        """Tell whether each of the streams was met up to then."""
        ends = (self._ends_seconds.get(stream.index) for stream in self.streams)
        return all(end is not None and end >= seconds for end in ends)

    def before(self, seconds: Fraction | None) -> list[Packet]:
        """Give away what is kept and begins before then, all where that is None."""
        return self._waiting.before(seconds)

    def forget(self) -> None:
        """Give up what is kept."""
        self._waiting.clear()
