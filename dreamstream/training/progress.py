"""What a training tells about itself: plain records, handed to a callback in the thread that trains."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Shares of pictures, 0 to 1, in which the class with the largest share is found."""

    clean: float
    robust: float
    """After an attack; equal to ``clean`` at radius 0."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What will happen, said before anything is made."""

    classes: tuple[str, ...]
    device: str
    """In words, with the precision."""
    pictures: int
    """To be made for training."""
    steps: int
    resumed_at: int
    """Steps that an earlier run has done; 0 for a training that is new."""


@dataclass(frozen=True, slots=True)
class PicturesMade:
    """Some more of the pictures to learn from are there."""

    done: int
    pictures: int
    pictures_per_second: float


@dataclass(frozen=True, slots=True)
class StepDone:
    """Some more steps are done; means are over those since the last such record."""

    done: int
    steps: int
    loss: float
    accuracy: float
    """On what it learns from: varied, attacked and mixed; 0 to 1."""
    pictures_per_second: float
    """Each counts as often as the network saw it."""
    remaining_seconds: float


@dataclass(frozen=True, slots=True)
class Evaluated:
    """How well the network does on some of the pictures held out."""

    done: int
    accuracy: Accuracy


Record: TypeAlias = Planned | PicturesMade | StepDone | Evaluated
OnProgress: TypeAlias = Callable[[Record], None]
