"""How long packets of sound last of which nobody says it: MP4s end a track where its last packet begins otherwise."""

from dataclasses import replace
from fractions import Fraction

from dreamstream.companions.base import Packet


class Lasting:
    """Says it of each packet of one track: as long as the shortest time between two of those before."""

    def __init__(self) -> None:
        self._last_seconds: Fraction | None = None
        self._shortest_seconds = Fraction(0)

    def __call__(self, packet: Packet) -> Packet:
        """Return a packet, later than the one before, as it is where it says so itself."""
        if packet.duration_seconds:
            return packet
        if self._last_seconds is not None:
            step = packet.pts_seconds - self._last_seconds
            self._shortest_seconds = min(step, self._shortest_seconds or step)
        self._last_seconds = packet.pts_seconds
        return replace(packet, duration_seconds=self._shortest_seconds)
