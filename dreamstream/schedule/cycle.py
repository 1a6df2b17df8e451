"""Values that change from frame to frame, as functions of the frame's number."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from dreamstream.frame import Moment

T = TypeVar("T")


@dataclass(frozen=True)
class Cycle(Generic[T]):
    """Values taken in turn, over and over, each held for ``hold_frames`` frames.

    Raises:
        ValueError: there is no value, or ``hold_frames`` is below 1.
    """

    values: tuple[T, ...]
    hold_frames: int

    def __post_init__(self) -> None:
        if not self.values or self.hold_frames < 1:
            raise ValueError(f"a cycle needs a value and hold_frames >= 1, got {self}")

    def turn(self, moment: Moment) -> int:
        """Return how many changes happened before a moment."""
        return moment.index // self.hold_frames

    def __call__(self, moment: Moment) -> T:
        """Return the value held at a moment."""
        return self.values[self.turn(moment) % len(self.values)]
