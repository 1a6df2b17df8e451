"""Chains of distortions in one line, written and quoted as FFmpeg's filters are.

``zoom=scale=0.03:centre_x=0.4,rotate=1.5``: commas between distortions, colons between options. Values without a name
are the first options, a distortion's own before those that it shares with others. A backslash protects the character
after it, single quotes all that is between them; other than FFmpeg's, a string is unquoted once, not twice::

    zoom=scale='0:(0.02), 60:(0.05)',roll=shift=max(n\\,5)

A value that begins with a bracket is a list as TOML has them: ``affine=matrix='[1, 0.9]'``.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

from dreamstream.distortions.base import REGISTRY, Chain, Distortion, create
from dreamstream.errors import ExpressionError, UnknownNameError, UsageError

_KEY = re.compile(r"\s*(\w+)\s*=(?!=)")


class Option(NamedTuple):
    """One option of a filter."""

    name: str | None
    """None where only a value is given."""
    value: str
    """Without quotes."""
    column: int


class Filter(NamedTuple):
    """One filter as it is written."""

    name: str
    options: tuple[Option, ...]
    column: int


def parse_chain(text: str) -> Chain:
    """Return the distortions that a line like ``zoom=0.03,rotate=degrees=1.5`` describes.

    Raises:
        ExpressionError: it is none, or names what is not there, or an option makes no sense; shows where.
    """
    return Chain(_distortion(text, each) for each in split_filters(text))


def split_filters(text: str) -> tuple[Filter, ...]:
    """Return the filters of a line, their values unquoted and otherwise unread.

    Raises:
        ExpressionError: a name or value is missing, or a quote is not closed; shows where.
    """
    return tuple(_Scanner(text).filters())


def positional_options(effect: type[Distortion]) -> list[str]:
    """Return the names of a distortion's options in the order of values without a name: its own first."""
    family = [cls for cls in effect.__mro__ if issubclass(cls, Distortion)]
    return sorted(
        effect.option_names(), key=lambda name: max(family.index(cls) for cls in family if name in cls.option_names())
    )


class _Scanner:
    """Reads one line from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0

    def filters(self) -> list[Filter]:
        filters = [self._filter()]
        while self._take(","):
            filters.append(self._filter())
        return filters

    def _filter(self) -> Filter:
        column = self._position
        name = self._token("=,")
        if not name:
            raise ExpressionError("a distortion's name is missing here", self._text, column)
        options = []
        if self._take("="):
            options.append(self._option())
            while self._take(":"):
                options.append(self._option())
        return Filter(name, tuple(options), column)

    def _option(self) -> Option:
        column, name = self._position, None
        if key := _KEY.match(self._text, self._position):
            name, self._position = key[1], key.end()
        value_column = self._position
        value = self._token(":,")
        if self._position == value_column:
            raise ExpressionError("a value is missing here", self._text, value_column)
        return Option(name, value, column)

    def _take(self, sign: str) -> bool:
        is_next = self._text.startswith(sign, self._position)
        self._position += is_next
        return is_next

    def _token(self, ends: str) -> str:
        """Return what comes before one of ``ends``, unquoted; blanks around it count only if they are quoted."""
        taken: list[str] = []
        length = 0
        while self._position < len(self._text) and self._text[self._position] not in ends:
            piece, is_quoted = self._piece()
            if is_quoted or not piece.isspace():
                length = len(taken) + 1
            if taken or is_quoted or not piece.isspace():
                taken.append(piece)
        return "".join(taken[:length])

    def _piece(self) -> tuple[str, bool]:
        """Return the next character or quoted text, and whether it was quoted."""
        start = self._position
        sign = self._text[start]
        if sign == "'":
            end = self._text.find("'", start + 1)
            if end < 0:
                raise ExpressionError("a quote is not closed", self._text, start)
            self._position = end + 1
            return self._text[start + 1 : end], True
        if sign == "\\" and start + 1 < len(self._text):
            self._position += 2
            return self._text[start + 1], True
        self._position += 1
        return sign, False


def _distortion(text: str, written: Filter) -> Distortion:
    try:
        effect = REGISTRY[written.name]
        return create({"type": written.name, **_options(text, written, effect)})
    except ExpressionError:
        raise
    except UsageError as error:
        raise ExpressionError(str(error), text, written.column) from error


def _options(text: str, written: Filter, effect: type[Distortion]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for option, name in zip(written.options, _names(text, written, effect), strict=True):
        if name in options:
            raise ExpressionError(f"{name} is given twice", text, option.column)
        options[name] = _value(option.value)
    return options


def _names(text: str, written: Filter, effect: type[Distortion]) -> Iterator[str]:
    """Yield the name of each option, that of a value without one by its place."""
    unnamed: Iterator[str] = iter(positional_options(effect))
    for option in written.options:
        if option.name is None:
            name = next(unnamed, None)
            if name is None:
                raise ExpressionError("a value needs a name here, as in amount=0.5", text, option.column)
            yield name
        elif option.name in effect.option_names():
            unnamed = iter(())
            yield option.name
        else:
            error = UnknownNameError(f"{effect.type} option", option.name, effect.option_names())
            raise ExpressionError(str(error), text, option.column)


def _value(text: str) -> object:
    if not text.startswith("["):
        return text
    try:
        return tomllib.loads(f"list = {text}")["list"]
    except tomllib.TOMLDecodeError:
        return text
