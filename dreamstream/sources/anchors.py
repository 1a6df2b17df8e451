"""Which pictures of a stream were chosen, for a later run to choose the same ones from the middle on."""

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TypeVar

from dreamstream.sources.timing import Timed

_MOST = 256
"""One a frame is kept, of more frames than are on their way at a time."""

T = TypeVar("T")


class Anchors:
    """Keeps when the last chosen pictures come, one for each frame that is made of them.

    Args:
        time_base: seconds per tick of the pictures.
        fps: frames per second.
    """

    def __init__(self, time_base: Fraction, fps: Fraction) -> None:
        self._time_base, self._fps = time_base, fps
        self._kept: deque[Fraction] = deque(maxlen=_MOST)
        # One thread reads the stream and another marks its frames.
        self._changing = threading.Lock()

    def noting(self, chosen: Iterable[Timed[T]]) -> Iterator[Timed[T]]:
        """Yield the pictures as they are."""
        for each in chosen:
            seconds = each.ticks * self._time_base
            with self._changing:
                if not self._kept or int(seconds * self._fps) > int(self._kept[-1] * self._fps):
                    self._kept.append(seconds)
            yield each

    def before(self, pts_seconds: Fraction) -> Fraction:
        """Return when a chosen picture comes that is no later than what the frame at a time shows.

        It is the last that is known, or 0, when the first picture comes.
        """
        # A frame shows the nearest picture, which may come up to half a frame after it.
        latest = pts_seconds - 1 / self._fps
        with self._changing:
            return max((each for each in self._kept if each <= latest), default=Fraction(0))
