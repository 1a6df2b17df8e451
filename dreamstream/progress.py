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
    """How many frames will come: an estimate for some videos, None when the input does not say."""


@dataclass(frozen=True, slots=True)
class FrameDone:
    """One more frame is written."""

    done: int
    """Frames written so far."""
    frame_count: int | None
    """As in ``Started``."""
    elapsed_seconds: float
    """Since the render began, after everything was loaded."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The output is complete, or as complete as a stop left it."""

    frames: int
    """How many were written; 0 when it was stopped before the first, and there is no output."""
    elapsed_seconds: float
    """From the first frame's beginning to the output's completion."""
    stopped: bool
    """True when it was asked to stop early."""


Record: TypeAlias = Started | FrameDone | Finished
OnProgress: TypeAlias = Callable[[Record], None]
