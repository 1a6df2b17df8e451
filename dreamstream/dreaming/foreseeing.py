"""How the pictures of a video follow on each other, looked at while those before them are being dreamed."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from dreamstream.dreaming.flow import Motion, motion
from dreamstream.frame import Frame, Pixels

_AHEAD = 2
"""Frames, and threads: on a card a frame that goes on from the last takes less time than it takes to see it move."""


class Foreseeing:
    """Frames as they come, a few of them later, by when it is known how they have moved."""

    def __init__(self) -> None:
        self._coming: deque[tuple[Pixels, Pixels, Future[Motion]]] = deque()

    def __call__(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Yield the same frames, each when those that come next are there."""
        waiting: deque[Frame] = deque()
        with ThreadPoolExecutor(_AHEAD, "foreseeing") as pool:
            for frame in frames:
                if waiting:
                    before = waiting[-1].pixels
                    self._coming.append((before, frame.pixels, pool.submit(motion, before, frame.pixels)))
                waiting.append(frame)
                if len(waiting) > _AHEAD:
                    yield waiting.popleft()
            yield from waiting

    def motion(self, before: Pixels, now: Pixels) -> Motion:
        """Return how two pictures follow on each other, as ``flow.motion`` does, be they foreseen or not."""
        while self._coming:
            one, two, foreseen = self._coming.popleft()
            if one is before and two is now:
                return foreseen.result()
        return motion(before, now)
