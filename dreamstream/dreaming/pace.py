"""Which of several ways is the fastest, where that changes with what else the machine does."""

from collections import deque
from statistics import median

_CLEARLY = 1.1
"""Times as fast is worth a change."""
_MUCH = 1.3
"""Times as slow as it was is worth a try at once."""
_REMEMBERED = 3
_LONGEST_WAIT = 64
"""Turns between two tries."""


class Pace:
    """The number of threads that has of late been the fastest; now and then half or twice as many are tried.

    What was tried in vain is tried again the later the more often that was so. Its state are the seconds of late.

    Args:
        most: threads, with which it begins, 1 at least.
    """

    def __init__(self, most: int) -> None:
        self.threads = most
        self._numbers = [most]
        while self._numbers[0] > 1:
            self._numbers.insert(0, self._numbers[0] // 2)
        self._recent: deque[float] = deque(maxlen=_REMEMBERED)
        self._usual = float("inf")
        """Seconds with the present number when it was last compared with another."""
        self._wait = self._turns = 1
        self._tries = 0

    def next(self) -> int:
        """Return how many threads to take this time."""
        # The very first time includes all that is made once.
        was_slowed = len(self._recent) == _REMEMBERED and min(self._recent) > _MUCH * self._usual
        if len(self._recent) < 2 or not (self._turns >= self._wait or was_slowed):
            return self.threads
        place = self._numbers.index(self.threads)
        others = self._numbers[max(0, place - 1) : place] + self._numbers[place + 1 : place + 2]
        self._tries += 1
        return others[self._tries % len(others)] if others else self.threads

    def took(self, threads: int, seconds: float) -> None:
        """Tell what a step took on so many."""
        if threads == self.threads:
            self._recent.append(seconds)
            self._turns += 1
            return
        self._turns, self._usual = 0, median(self._recent)
        if _CLEARLY * seconds < self._usual:
            self.threads, self._usual, self._wait = threads, seconds, 1
            self._recent.clear()
            self._recent.append(seconds)
        else:
            self._wait = min(2 * self._wait, _LONGEST_WAIT)

    def rule_out(self, threads: int) -> None:
        """Never take so many again; not to be said of ``threads``, the present number."""
        self._numbers.remove(threads)
