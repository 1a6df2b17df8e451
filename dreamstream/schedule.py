"""Values that change from frame to frame: plain functions from the frame's number to a value."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Schedule(Protocol[T_co]):
    """Anything that maps a frame's number (from 0) to a value."""

    def __call__(self, frame: int) -> T_co:
        """Return the value at ``frame``."""
        ...


@dataclass(frozen=True)
class Constant(Generic[T]):
    """The same value at every frame."""

    value: T

    def __call__(self, frame: int) -> T:
        """Return the value, whatever ``frame`` is."""
        return self.value


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

    def turn(self, frame: int) -> int:
        """Return how many changes happened before ``frame``."""
        return frame // self.hold_frames

    def __call__(self, frame: int) -> T:
        """Return the value held at ``frame``."""
        return self.values[self.turn(frame) % len(self.values)]
