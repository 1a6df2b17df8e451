"""What a render tells about itself: plain records, handed to a callback in the thread that called ``render``."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Started:
    """What will happen, said before the first frame."""

    model: str
    layers: tuple[str, ...]
    """As the network names them."""
    device: str
    """In words, with the precision."""
    size: tuple[int, int]
    """(width, height) in pixels."""
    rate: Fraction
    """Frames per second."""
    frame_count: int | None
    """None when the input does not say."""


@dataclass(frozen=True, slots=True)
class FrameDone:
    """One more frame is written."""

    done: int
    """Frames written so far."""
    frame_count: int | None
    elapsed_seconds: float
    """Since the first frame began."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The output is complete, or as complete as a stop left it."""

    frames: int
    elapsed_seconds: float
    stopped: bool
    """True when it was asked to stop early."""


Record: TypeAlias = Started | FrameDone | Finished
OnProgress: TypeAlias = Callable[[Record], None]
