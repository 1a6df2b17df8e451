"""Arithmetic as text, parsed into functions of the frame; nothing of it is ever given to Python to run."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np

from dreamstream.errors import ExpressionError, UsageError, suggestion
from dreamstream.schedule.functions import FUNCTIONS, OPERATORS
from dreamstream.schedule.scope import VARIABLES, Scope, Value

LONGEST_TEXT = 1000
"""Characters."""
_DEEPEST = 50

_Node: TypeAlias = Callable[[Scope], Value]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)|"
    r"(?P<sign>\*\*|//|<=|>=|==|!=|[-+*/%^<>(),])|(?P<end>$)|(?P<other>.))",
    re.ASCII | re.DOTALL,
)
_BINDING = {
    **dict.fromkeys(("<", "<=", ">", ">=", "==", "!="), 1),
    **dict.fromkeys(("+", "-"), 2),
    **dict.fromkeys(("*", "/", "//", "%"), 3),
    **dict.fromkeys(("**", "^"), 5),
}
_NEGATION = 4
"""Between a product and a power: -2 ** 2 is -4, as in mathematics."""


@dataclass(frozen=True)
class Expression:
    """A value that is computed for each frame.

    ``+ - * / // % **`` (or ``^``), comparisons (1 or 0), parentheses, the variables of ``VARIABLES``, the functions of
    ``FUNCTIONS``; element by element where ``n`` stands for many columns.
    """

    text: str
    variables: frozenset[str] = field(repr=False, compare=False)
    """Those that the text names."""
    _compute: _Node = field(repr=False, compare=False)

    @classmethod
    def parse(cls, text: str) -> "Expression":
        """Read an expression.

        Raises:
            ExpressionError: it is none; shows where.
        """
        if len(text) > LONGEST_TEXT:
            start = text[:20]
            raise ExpressionError(
                f"an expression of {len(text)} characters is too long; {LONGEST_TEXT} are allowed", start, 0
            )
        parser = _Parser(text)
        compute = parser.parse()
        return cls(text, frozenset(parser.variables), compute)

    def __call__(self, scope: Scope) -> Value:
        """Return the value at one frame: a number, or an array with one for each column.

        Raises:
            UsageError: a variable has no value here, or the result is not finite.
        """
        with np.errstate(all="ignore"):
            value = self._compute(scope)
        if not np.isfinite(value).all():
            raise UsageError(f"'{self.text}' is {value} at frame {scope.frame}, which is no number to go on with")
        return value if isinstance(value, np.ndarray) and value.ndim else float(value)


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


class _Parser:
    """Precedence climbing over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._scan())
        self._position = 0
        self._depth = 0
        self._draws = 0
        self.variables: set[str] = set()

    def parse(self) -> _Node:
        node = self._operation(0)
        if self._next.kind != "end":
            raise self._error(f"'{self._next.text}' is not expected here", self._next)
        return node

    def _scan(self) -> Iterable[_Token]:
        for match in _TOKEN.finditer(self._text):
            kind = match.lastgroup or "end"
            yield _Token(kind, match[kind], match.start(kind))
            if kind == "end":
                return

    @property
    def _next(self) -> _Token:
        return self._tokens[self._position]

    def _take(self) -> _Token:
        token = self._next
        self._position += 1
        return token

    def _operation(self, binding: int) -> _Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._error("this is nested too deeply", self._next)
        left = self._operand()
        while (strength := _BINDING.get(self._next.text, -1)) > binding:
            sign = self._take().text
            # A power is grouped from the right, everything else from the left.
            left = _joined(sign, left, self._operation(strength - 1 if strength == _BINDING["**"] else strength))
        self._depth -= 1
        return left

    def _operand(self) -> _Node:
        token = self._take()
        if token.kind == "number":
            number = float(token.text)
            return lambda _: number
        if token.kind == "name":
            return self._call(token) if self._next.text == "(" else self._variable(token)
        if token.text in ("-", "+"):
            operand = self._operation(_NEGATION)
            return (lambda scope: -operand(scope)) if token.text == "-" else operand
        if token.text == "(":
            inner = self._operation(0)
            self._expect(")", "a bracket is not closed", token)
            return inner
        if token.kind == "end":
            raise self._error("something is missing at the end", token)
        raise self._error(f"'{token.text}' is not expected here", token)

    def _variable(self, token: _Token) -> _Node:
        if token.text in FUNCTIONS:
            raise self._error(f"{token.text} is a function and needs brackets", token)
        if token.text not in VARIABLES:
            raise self._error(f"unknown variable '{token.text}'{suggestion(token.text, tuple(VARIABLES))}", token)
        self.variables.add(token.text)
        return VARIABLES[token.text]

    def _call(self, name: _Token) -> _Node:
        if name.text not in FUNCTIONS:
            raise self._error(f"unknown function '{name.text}'{suggestion(name.text, tuple(FUNCTIONS))}", name)
        function, draw = FUNCTIONS[name.text], self._draws
        self._draws += 1
        arguments = self._arguments(self._take())
        if not function.least <= len(arguments) <= function.most:
            raise self._error(f"{name.text} takes {function.arguments}, not {len(arguments)}", name)
        return lambda scope: function.compute(scope, draw, *(argument(scope) for argument in arguments))

    def _arguments(self, bracket: _Token) -> list[_Node]:
        arguments: list[_Node] = []
        if self._next.text != ")":
            arguments.append(self._operation(0))
            while self._next.text == ",":
                self._take()
                arguments.append(self._operation(0))
        self._expect(")", "a bracket is not closed", bracket)
        return arguments

    def _expect(self, text: str, complaint: str, where: _Token) -> None:
        if self._next.text != text:
            raise self._error(complaint, where)
        self._take()

    def _error(self, complaint: str, token: _Token) -> ExpressionError:
        return ExpressionError(complaint, self._text, token.column)


def _joined(sign: str, left: _Node, right: _Node) -> _Node:
    operate = OPERATORS[sign]
    # Times 1.0, because a comparison gives truth values, and NumPy does not subtract those.
    return lambda scope: operate(np.float64(1.0) * left(scope), right(scope)) * 1.0
