"""Values of any kind that follow one another at certain frames, such as layers to dream on."""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from dreamstream.errors import ExpressionError
from dreamstream.frame import Moment
from dreamstream.schedule.keyframes import split_keyframes

T = TypeVar("T")


@dataclass(frozen=True)
class Steps(Generic[T]):
    """Values each of which holds from its position to the next; the first from the beginning."""

    positions: tuple[float, ...]
    """Ascending; frames, or seconds if ``in_seconds``."""
    values: tuple[T, ...]
    """One for each position."""
    in_seconds: bool = False

    @classmethod
    def parse(cls, text: str, read: Callable[[str], T]) -> "Steps[T]":
        """Read ``0:(patterns), 48:(objects)``: positions in frames (or ``2.5s``), and values as ``read`` takes them.

        Raises:
            ExpressionError: it is no such list; shows where.
        """
        keys, interpolation = split_keyframes(text)
        if interpolation != "step" and text.rstrip().endswith(interpolation):
            raise ExpressionError("only step is possible here", text, text.rindex(interpolation))
        for key in keys:
            if not (key.value.startswith("(") and key.value.endswith(")")):
                raise ExpressionError("a value is written in brackets, like 48:(objects)", text, key.column)
        values = tuple(read(key.value[1:-1].strip()) for key in keys)
        return cls(tuple(key.position for key in keys), values, keys[0].in_seconds)

    def turn(self, moment: Moment) -> int:
        """Return how many changes happened before a moment."""
        now = float(moment.pts_seconds) if self.in_seconds else moment.index
        return max(0, bisect_right(self.positions, now) - 1)

    def __call__(self, moment: Moment) -> T:
        """Return the value that holds at a moment."""
        return self.values[self.turn(moment)]


def is_steps(text: str) -> bool:
    """Tell whether a text begins like the list that ``Steps.parse`` reads."""
    return re.match(r"\s*\d+(\.\d+)?s?\s*:\s*\(", text, re.ASCII) is not None
