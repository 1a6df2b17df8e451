"""How a track of the input gets into a film: as it is, made into what the container holds, or not at all."""

from collections.abc import Iterable
from fractions import Fraction

from dreamstream.companions import Packet, Track


class Passage:
    """Hands a track's packets on as they are; the base of what makes something else of them.

    ``track`` is what comes out.
    """

    lead_seconds = Fraction(0)
    """By how much at most the first packet that comes out begins before the first one that went in."""

    def __init__(self, track: Track) -> None:
        self.track = track

    def packets(self, packet: Packet | None) -> Iterable[Packet]:
        """Return what becomes of one packet; of None, what was held back until the end."""
        return () if packet is None else (packet,)
