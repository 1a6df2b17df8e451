"""How much of a film that is being encoded plays without what is still to come."""

from collections import deque

_UNWRITTEN_PACKETS = 2
"""So many of the last may not be whole in the file: the muxer holds one back, and the next may be half written."""


class WholeFrames:
    """Counts the frames that the packets written so far hold for sure, with none missing between them.

    Encoders give frames out of order, each after those that it refers to. So the first n packets are the film's first
    n frames, and play, as soon as their latest frame is the n-th.
    """

    def __init__(self) -> None:
        self.packets = 0
        """How many have been written."""
        self.count = 0
        """How many frames would be left: as many packets, from the first one on."""
        self._encoding: deque[int] = deque()
        """Times of the frames that are not among those passed."""
        self._passed = 0
        """Frames up to the latest of which a packet is written."""
        self._ends: deque[int] = deque()
        """Numbers of packets that are as many frames without a gap, and not counted yet."""
        self._held_back = -_UNWRITTEN_PACKETS
        """How many packets were written when the last was held back; at first so long ago that it is no matter."""

    def begin(self, pts: int) -> None:
        """Be told of the next frame that is encoded, later than the one before."""
        self._encoding.append(pts)

    def end(self, pts: int, *, is_held_back: bool = False) -> None:
        """Be told that a frame's packet is written, or held back with all before it, for what has not begun yet."""
        self.packets += 1
        if is_held_back:
            self._held_back = self.packets
        while self._encoding and self._encoding[0] <= pts:
            self._encoding.popleft()
            self._passed += 1
        if self._passed == self.packets:
            self._ends.append(self.packets)
        if self._held_back + _UNWRITTEN_PACKETS > self.packets:
            return
        while self._ends and self._ends[0] + _UNWRITTEN_PACKETS <= self.packets:
            self.count = self._ends.popleft()
