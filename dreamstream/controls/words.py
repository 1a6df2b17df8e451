"""What a control can be for, word by word, and the gesture that comes of the values it sends."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from dreamstream.errors import UsageError
from dreamstream.preview.base import Gesture
from dreamstream.preview.keys import FINISH, SNAPSHOT
from dreamstream.steering.wishes import CentreX, CentreY, Distorted, Held, Layer, Look, Point, Strength, Wish

Values: TypeAlias = Sequence[float | str]


class Word(ABC):
    """What a control is for."""

    means: str
    """In words."""
    takes: ClassVar[str]
    """In words: the values that mean something."""
    span: tuple[float, float] = (0.0, 1.0)
    """What a control's lowest and highest place come to where nobody says it."""

    @abstractmethod
    def gesture(self, values: Values) -> Gesture | None:
        """Return what these values ask for; None where it is nothing, as of a button that is let go.

        Raises:
            UsageError: they are not what the word takes.
        """

    def refused(self, values: Values) -> UsageError:
        """Return the error that tells what is taken."""
        given = " ".join(map(repr, values)) or "nothing"
        return UsageError(f"it takes {self.takes}, not {given}")


@dataclass(frozen=True)
class Press(Word):
    """Happens when a button is pressed."""

    means: str
    made: Gesture
    takes = "nothing, or a number that is not 0"

    def gesture(self, values: Values) -> Gesture | None:
        """Return it unless the first value is 0."""
        return self.made if is_pressed(values) else None


@dataclass(frozen=True)
class Switch(Word):
    """Is on while a button is pressed."""

    means: str
    make: Callable[[bool], Gesture]
    takes = "a number, of which 0 is off"

    def gesture(self, values: Values) -> Gesture:
        """Return on or off."""
        match values:
            case [float()]:
                return self.make(is_pressed(values))
        raise self.refused(values)


@dataclass(frozen=True)
class Number(Word):
    """Goes along with a fader."""

    means: str
    make: Callable[[float], Gesture]
    span: tuple[float, float] = (0.0, 1.0)
    takes = "a number"

    def gesture(self, values: Values) -> Gesture:
        """Return it at the value."""
        match values:
            case [float(value)]:
                return self.make(value)
        raise self.refused(values)


@dataclass(frozen=True)
class Choice(Word):
    """One of a list, by its name or along with a fader."""

    means: str
    make: Callable[[str | float], Gesture]
    takes = "a name, or a number from 0 to 1"

    def gesture(self, values: Values) -> Gesture:
        """Return the choice."""
        match values:
            case [choice]:
                return self.make(choice)
        raise self.refused(values)


@dataclass(frozen=True)
class Place(Word):
    """A point of the picture."""

    means: str
    takes = "two numbers from 0 to 1"

    def gesture(self, values: Values) -> Gesture:
        """Return the point."""
        match values:
            case [float(x), float(y)]:
                return Point(x, y)
        raise self.refused(values)


def is_pressed(values: Values) -> bool:
    """Tell whether a button that sends these is pressed: it sends nothing, or no 0."""
    return not values or not isinstance(values[0], float) or values[0] > 0


_PRESSES: Mapping[str, tuple[Gesture, str]] = {
    "hold": (Wish.HOLD, "dream no further, or go on"),
    "left": (Wish.LEFT, "the centre a step to the left"),
    "right": (Wish.RIGHT, "to the right"),
    "up": (Wish.UP, "upwards"),
    "down": (Wish.DOWN, "downwards"),
    "shallower": (Wish.SHALLOWER, "a layer nearer to the picture"),
    "deeper": (Wish.DEEPER, "a deeper layer"),
    "weaker": (Wish.WEAKER, "the dream a step weaker"),
    "stronger": (Wish.STRONGER, "a step stronger"),
    "next-preset": (Wish.NEXT_PRESET, "the next preset of the list"),
    "previous-preset": (Wish.PREVIOUS_PRESET, "the one before"),
    "distort": (Wish.DISTORT, "the distortions off, or on"),
    "restart": (Wish.RESTART, "again from the input's picture, as the recipe says"),
    "picture": (Wish.PICTURE, "again from the input's picture, all else stays"),
    "snapshot": (SNAPSHOT, "the frame as PNG, beside the film"),
    "finish": (FINISH, "the film ends here"),
}

WORDS: Mapping[str, Word] = {
    "strength": Number("how strong the dream is, 0 to 10; 1 is the recipe's own", Strength, (0.2, 3.0)),
    "centre": Place("where the distortions have their centre"),
    "centre-x": Number("from left to right, 0 to 1", CentreX),
    "centre-y": Number("from top to bottom, 0 to 1", CentreY),
    "layer": Choice("what is dreamed of, from edges to objects", Layer),
    "preset": Choice("which preset holds, in the order of their list", Look),
    "held": Switch("no frame is begun", Held),
    "distorted": Switch("the distortions act", Distorted),
    **{word: Press(means, made) for word, (made, means) in _PRESSES.items()},
}
"""By the name that it has in a file of controls and, after ``/dreamstream/``, as an address of OSC."""
