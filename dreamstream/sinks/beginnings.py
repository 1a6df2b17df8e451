"""Tracks that a container waits for: an MP4 that grows writes nothing before each of its tracks has begun."""

from collections.abc import Iterable
from fractions import Fraction

_PATIENCE_SECONDS = Fraction(1, 2)
"""For so long after the first picture a track may begin by itself."""


class Beginnings:
    """Knows which tracks have not begun yet, and which were begun for them by a placeholder.

    Args:
        places: of the tracks that are waited for.
    """

    def __init__(self, places: Iterable[int]) -> None:
        self._awaited = set(places)
        self._begun_by_placeholder: set[int] = set()
        self._patience_ends_seconds: Fraction | None = None

    @property
    def are_over(self) -> bool:
        """Whether every track has begun, by itself or by a placeholder."""
        return not self._awaited

    def begin(self, place: int) -> bool:
        """Be told of a packet of a track; return whether it is the first after a placeholder."""
        self._awaited.discard(place)
        is_first = place in self._begun_by_placeholder
        self._begun_by_placeholder.discard(place)
        return is_first

    def overdue(self, seconds: Fraction) -> list[int]:
        """Return the tracks that need a placeholder before a picture that is decoded at ``seconds``, each only once."""
        if self._patience_ends_seconds is None:
            self._patience_ends_seconds = max(seconds, Fraction(0)) + _PATIENCE_SECONDS
        if seconds < self._patience_ends_seconds:
            return []
        overdue = sorted(self._awaited)
        self._begun_by_placeholder |= self._awaited
        self._awaited.clear()
        return overdue
