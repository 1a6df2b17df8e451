"""What hands can wish for, as a display hands it on: relative, and without a frame yet."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Wish(Enum):
    """One press of a key."""

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


Wished: TypeAlias = Wish | Point
