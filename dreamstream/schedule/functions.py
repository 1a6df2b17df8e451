"""The functions an expression may call, and no others."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from dreamstream.schedule.scope import Scope, Value


@dataclass(frozen=True)
class Function:
    """A function of numbers, element by element."""

    compute: Callable[..., Value]
    """Takes the scope, the place of the call in its expression, and the arguments."""
    least: int
    """Arguments at least."""
    most: int
    """Arguments at most."""

    @property
    def arguments(self) -> str:
        """How many arguments it takes, in words."""
        if self.least == self.most:
            return f"{self.least} argument{'' if self.least == 1 else 's'}"
        return f"{self.least} or more arguments"


_MOST_ARGUMENTS = 16


def _plain(compute: Callable[..., Any], arguments: int = 1, most: int | None = None) -> Function:
    return Function(lambda _scope, _draw, *values: compute(*values), arguments, most or arguments)


def _randint(scope: Scope, draw: int, low: Value, high: Value) -> Value:
    low, high = np.ceil(low), np.floor(high)
    return low + np.floor(scope.uniform(draw) * np.maximum(high - low + 1, 1))


FUNCTIONS: Mapping[str, Function] = {
    "abs": _plain(np.abs),
    "acos": _plain(np.arccos),
    "asin": _plain(np.arcsin),
    "atan": _plain(np.arctan),
    "atan2": _plain(np.arctan2, 2),
    "ceil": _plain(np.ceil),
    "clip": _plain(np.clip, 3),
    "cos": _plain(np.cos),
    "exp": _plain(np.exp),
    "floor": _plain(np.floor),
    "hypot": _plain(np.hypot, 2),
    "if": _plain(np.where, 3),
    "log": _plain(np.log),
    "log10": _plain(np.log10),
    "max": _plain(lambda *values: reduce(np.maximum, values), 1, _MOST_ARGUMENTS),
    "min": _plain(lambda *values: reduce(np.minimum, values), 1, _MOST_ARGUMENTS),
    "mod": _plain(np.mod, 2),
    "noise": Function(lambda scope, draw, position: scope.noise(draw, position), 1, 1),
    "pow": _plain(np.power, 2),
    "randint": Function(_randint, 2, 2),
    "random": Function(lambda scope, draw: scope.uniform(draw), 0, 0),
    "round": _plain(np.round),
    "sign": _plain(np.sign),
    "sin": _plain(np.sin),
    "sqrt": _plain(np.sqrt),
    "tan": _plain(np.tan),
    "tanh": _plain(np.tanh),
    "where": _plain(np.where, 3),
}
"""Name to function. ``random()`` is in 0..1 and ``randint(a, b)`` a whole number from a to b, new for every frame and
column; ``noise(x)`` is in -1..1 and smooth in x."""

OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": np.divide,
    "//": np.floor_divide,
    "%": np.mod,
    "**": np.power,
    "^": np.power,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
"""Between two values; comparisons give 1 or 0."""
