"""What hands can wish for, as displays and controllers hand it on: without a frame yet."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Wish(Enum):
    """One press of a key; relative to what holds."""

    HOLD = "hold"
    """Dream no further, or go on."""
    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    SHALLOWER = "shallower"
    """A layer nearer to the picture."""
    DEEPER = "deeper"
    WEAKER = "weaker"
    STRONGER = "stronger"
    NEXT_PRESET = "next preset"
    PREVIOUS_PRESET = "previous preset"
    DISTORT = "distort"
    """Distort no more, or again."""
    RESTART = "restart"
    """Back to the picture, and to what the recipe says."""
    PICTURE = "picture"
    """Back to the picture; all else stays."""


@dataclass(frozen=True, slots=True)
class Point:
    """A click: the point where the distortions have their centre from now on."""

    x: float
    """Share of the picture's width, 0..1."""
    y: float
    """Share of its height, 0..1."""


@dataclass(frozen=True, slots=True)
class CentreX:
    """Where that centre lies from left to right; its height stays."""

    share: float
    """Of the picture's width, 0..1."""


@dataclass(frozen=True, slots=True)
class CentreY:
    """Where that centre lies from top to bottom."""

    share: float
    """Of the picture's height, 0..1."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong the dream is."""

    factor: float
    """On the recipe's own, 0..10."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What is dreamed of."""

    choice: str | float
    """A layer as recipes name it, or how deep one lies among those that keys can choose, 0..1."""


@dataclass(frozen=True, slots=True)
class Look:
    """Which preset holds."""

    choice: str | float
    """Its name, or its place in their list, 0..1."""


@dataclass(frozen=True, slots=True)
class Distorted:
    """Whether the distortions act."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Whether no frame is begun."""

    is_on: bool


Setting: TypeAlias = Point | CentreX | CentreY | Strength | Layer | Look | Distorted
"""What an act comes of whatever held before: of several of a kind the last one counts."""

Wished: TypeAlias = Wish | Setting | Held
