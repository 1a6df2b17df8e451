"""Packets that have been read before their pictures."""

import heapq
import logging
import threading
from fractions import Fraction
from itertools import count

from dreamstream.companions.base import Packet

MOST_BYTES = 2**26
"""Hours of compressed sound; what lies further from its pictures than this is left out."""

_logger = logging.getLogger("dreamstream")


class Waiting:
    """Keeps packets until their time has come; of more than ``MOST_BYTES`` new ones are left out with a warning.

    Args:
        name: whose packets they are, for the warning.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._heap: list[tuple[Fraction, int, Packet]] = []
        self._order = count()
        self._bytes = 0
        self._has_warned = False
        # Of a live stream one thread reads and another takes.
        self._changing = threading.Lock()

    def add(self, packet: Packet, not_before: Fraction | None = None) -> None:
        """Keep one until its time, or ``not_before`` where that is later."""
        due = packet.pts_seconds if not_before is None else max(packet.pts_seconds, not_before)
        with self._changing:
            if self._bytes + len(packet.data) <= MOST_BYTES:
                self._bytes += len(packet.data)
                heapq.heappush(self._heap, (due, next(self._order), packet))
                return
        self._warn(packet)

    def before(self, seconds: Fraction | None) -> list[Packet]:
        """Give away those whose time is before ``seconds``, all where that is None, in the order of their times."""
        given = []
        with self._changing:
            while self._heap and (seconds is None or self._heap[0][0] < seconds):
                given.append(heapq.heappop(self._heap)[2])
                self._bytes -= len(given[-1].data)
        return given

    def clear(self) -> None:
        """Forget all."""
        self.before(None)

    def _warn(self, packet: Packet) -> None:
        if not self._has_warned:
            self._has_warned = True
            _logger.warning(
                "sound and subtitles of %s lie too far from their pictures: at %.1f s some are left out",
                *(self._name, float(packet.pts_seconds)),
            )
