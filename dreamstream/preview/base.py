"""The contract of a display: what shows a render while it runs.

In order, and all from one thread, the program's first, for some systems have windows only there::

    open(title, size)   once; raises DisplayError where there is nothing to show it on
    show(picture)       any number of times: the newest picture, and what is written over it
    poll()              often, about 50 times a second: what hands did there since the last time; after ``closed``
                        nothing but ``close`` follows
    close()             gives the screen back; harmless when repeated, or before ``open``

A display never waits for anybody, neither for whoever looks at it nor for the picture after the next.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TypeAlias

from dreamstream.frame import Pixels
from dreamstream.steering.wishes import Wished

CLOSED = "closed"
"""The gesture of who closes the display."""

Gesture: TypeAlias = str | Wished
"""A key by its character or as ``left``, ``right``, ``up``, ``down``; ``closed``; or a wish, as of a click."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What is to be seen."""

    pixels: Pixels
    """(H, W, 3) uint8 RGB of any size; a display scales it to its own."""
    lines: tuple[str, ...] = ()
    """Written over it, in ASCII."""
    keys: str = ""
    """What can be done there, written less loudly where hands reach it; parts stand two blanks apart."""


class Display(ABC):
    """Where a render can be watched."""

    shortest_seconds: float = 1 / 30
    """Between two pictures."""

    @abstractmethod
    def open(self, title: str, size: tuple[int, int]) -> None:
        """Begin to be there.

        Args:
            title: what is shown, in a few words.
            size: the frames' (width, height) in pixels.

        Raises:
            DisplayError: it can't be; one sentence says why.
        """

    @abstractmethod
    def show(self, picture: Picture) -> None:
        """Show this from now on.

        Raises:
            DisplayError: it can't any more.
        """

    @abstractmethod
    def poll(self) -> tuple[Gesture, ...]:
        """Return what was done there since the last time, in order."""

    @abstractmethod
    def close(self) -> None:
        """Give everything back."""
