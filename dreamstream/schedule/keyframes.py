"""Values set at certain frames and interpolated between them, in the spelling that Deforum's users know."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from dreamstream.errors import ExpressionError
from dreamstream.schedule.expression import LONGEST_TEXT, Expression
from dreamstream.schedule.scope import Scope, Value

INTERPOLATIONS: Mapping[str, Callable[[float], float]] = {
    "linear": lambda share: share,
    "smooth": lambda share: share * share * (3 - 2 * share),
    "step": lambda share: 0.0,
}
"""Name to how far along the way from one keyframe's value to the next, both 0..1."""

_KEY = re.compile(r"\s*(?P<position>\d+(?:\.\d+)?)(?P<unit>s?)\s*:\s*(?P<value>.*\S)\s*", re.ASCII | re.DOTALL)
_LONGEST_KEYFRAMES = 100 * LONGEST_TEXT


@dataclass(frozen=True)
class Keyframes:
    """Expressions at positions in time; before the first and after the last these hold."""

    text: str
    positions: tuple[float, ...]
    """Ascending; frames, or seconds if ``in_seconds``."""
    values: tuple[Expression, ...]
    """One for each position. Between two both are computed for the frame at hand, and mixed."""
    interpolation: str = "linear"
    in_seconds: bool = False

    @classmethod
    def parse(cls, text: str) -> "Keyframes":
        """Read ``0:(0.02), 60:(0.05) smooth``: positions in frames (or ``2.5s``), values, an interpolation at the end.

        Raises:
            ExpressionError: it is no such list; shows where.
        """
        keys, interpolation = split_keyframes(text)
        values = tuple(_expression(text, key) for key in keys)
        return cls(text, tuple(key.position for key in keys), values, interpolation, keys[0].in_seconds)

    @property
    def variables(self) -> frozenset[str]:
        """Those that any of the values names."""
        return frozenset().union(*(value.variables for value in self.values))

    def __call__(self, scope: Scope) -> Value:
        """Return the value at one frame; raises as an Expression."""
        now = scope.seconds if self.in_seconds else scope.frame
        after = bisect_right(self.positions, now)
        if after in (0, len(self.positions)):
            return self.values[max(0, after - 1)](scope)
        begin, end = self.positions[after - 1 : after + 1]
        share = INTERPOLATIONS[self.interpolation]((now - begin) / (end - begin))
        left = self.values[after - 1](scope)
        return left + (self.values[after](scope) - left) * share if share else left


Schedule: TypeAlias = Expression | Keyframes
"""A value for each frame, with the text that it was read from."""


def parse_schedule(text: str) -> Schedule:
    """Read an expression, or keyframes of expressions where the text begins like a keyframe.

    Raises:
        ExpressionError: it is neither; shows where.
    """
    return Keyframes.parse(text) if re.match(r"\s*[\d.]+s?\s*:", text, re.ASCII) else Expression.parse(text)


class Keyframe(NamedTuple):
    """A position in time and what is written for it."""

    position: float
    """In frames, or in seconds if ``in_seconds``."""
    in_seconds: bool
    value: str
    column: int
    """Where in the whole text the value begins."""


def split_keyframes(text: str) -> tuple[list[Keyframe], str]:
    """Return the keyframes of a text, values unread, in ascending order, and the interpolation.

    Raises:
        ExpressionError: it is no such list; shows where.
    """
    if len(text) > _LONGEST_KEYFRAMES:
        raise ExpressionError(f"{len(text)} characters are too long for a list of keyframes", text[:20], 0)
    listed, interpolation = _without_interpolation(text)
    keys = [(_key(text, start, end), start) for start, end in _parts(listed)]
    for (before, _), (after, start) in pairwise(keys):
        if after.position <= before.position:
            raise ExpressionError("keyframes have to follow one another in time", text, start)
        if after.in_seconds != before.in_seconds:
            raise ExpressionError("keyframes are all in frames or all in seconds", text, start)
    return [key for key, _ in keys], interpolation


def _key(text: str, start: int, end: int) -> Keyframe:
    match = _KEY.fullmatch(text, start, end)
    if match is None:
        raise ExpressionError("a keyframe is FRAME:(VALUE), like 60:(0.05)", text, start)
    return Keyframe(float(match["position"]), match["unit"] == "s", match["value"], match.start("value"))


def _expression(text: str, key: Keyframe) -> Expression:
    try:
        return Expression.parse(key.value)
    except ExpressionError as error:
        raise ExpressionError(error.complaint, text, key.column + error.column) from error


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every part between commas that are in no bracket."""
    depth = start = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            yield start, at
            start = at + 1
    yield start, len(text)


def _without_interpolation(text: str) -> tuple[str, str]:
    found = re.search(r"\s(\w+)\s*$", text)
    if found and found[1] in INTERPOLATIONS:
        return text[: found.start()], found[1]
    return text, "linear"
