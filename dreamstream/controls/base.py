"""The contract of a controller: what sends numbers while hands are on it.

In order, and all from one thread::

    Controller(...)     begins to listen; raises UsageError where there is no such thing, ControlError where it can't
    poll()              often, about 50 times a second: what came since the last time, in order; never waits
    close()             listens no longer; harmless when repeated
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Literal

from dreamstream.closeable import Closeable


@dataclass(frozen=True, slots=True)
class Signal:
    """What one control sent."""

    kind: Literal["cc", "note", "osc"]
    name: int | str
    """The number of MIDI's controller or note, 0..127, or OSC's address."""
    values: tuple[float | str, ...]
    """MIDI's one as a share of its range, 0..1, of a note that ends 0; OSC's as they came, all finite."""
    channel: int | None = None
    """MIDI's, 1..16."""


class Controller(Closeable):
    """Where signals come from."""

    @abstractmethod
    def poll(self) -> tuple[Signal, ...]:
        """Return what came since the last time."""
