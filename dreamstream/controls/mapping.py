"""Which control means what: a TOML file of controls, and the addresses of OSC that always hold."""

import os
from collections.abc import Iterable
from typing import Annotated, Any, Self

import tomli_w
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from dreamstream.controls.base import Signal
from dreamstream.controls.words import WORDS, Place, Press, Switch, Word, is_pressed
from dreamstream.errors import UnknownNameError, UsageError
from dreamstream.preview.base import Gesture
from dreamstream.recipe import load_tables


def _known(word: str) -> str:
    if word not in WORDS:
        raise UnknownNameError("wish", word, WORDS)
    return word


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Control(_Table):
    """``[[control]]``: one control, and what it is for."""

    wish: Annotated[str, AfterValidator(_known)]
    """One of ``WORDS``."""
    cc: int | None = Field(None, ge=0, le=127)
    """Number of MIDI's controller."""
    note: int | None = Field(None, ge=0, le=127)
    """Number of MIDI's note, middle C is 60."""
    osc: str | None = Field(None, pattern="^/")
    """OSC's address."""
    channel: int | None = Field(None, ge=1, le=16)
    """MIDI's; None takes every one."""
    range: tuple[float, float] | None = None
    """What its lowest and its highest place come to; of OSC these are 0 and 1, and without a range its number holds."""
    value: float | str | tuple[float, float] | None = None
    """What holds once it is pressed, instead of what it sends."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if [self.cc, self.note, self.osc].count(None) != 2:
            raise ValueError("a control has one of cc, note and osc")
        if self.osc is not None and self.channel is not None:
            raise ValueError("OSC has no channels")
        if self.range is not None and (self.value is not None or isinstance(self._word, Press | Switch | Place)):
            raise ValueError(f"no range goes with {'a value' if self.value is not None else self.wish}")
        if self.value is not None:
            if isinstance(self._word, Press):
                raise ValueError(f"no value goes with {self.wish}")
            self._word.gesture(_listed(self.value))
        elif isinstance(self._word, Place) and self.osc is None:
            raise ValueError("a control of MIDI sends one number, so use centre-x and centre-y, or give it a value")
        return self

    def hears(self, signal: Signal) -> bool:
        """Tell whether the signal is this control's."""
        mine = {"cc": self.cc, "note": self.note, "osc": self.osc}[signal.kind]
        return mine == signal.name and self.channel in (None, signal.channel)

    def gesture(self, signal: Signal) -> Gesture | None:
        """Return what one of its signals asks for, None where it is nothing; raises UsageError where it is no wish."""
        if self.value is not None:
            return self._word.gesture(_listed(self.value)) if is_pressed(signal.values) else None
        if isinstance(self._word, Press | Switch):
            return self._word.gesture(signal.values)
        if signal.kind == "note" and not is_pressed(signal.values):
            return None
        return self._word.gesture([self._scaled(value, signal) for value in signal.values])

    @property
    def _word(self) -> Word:
        return WORDS[self.wish]

    def _scaled(self, value: float | str, signal: Signal) -> float | str:
        if isinstance(value, str) or (signal.kind == "osc" and self.range is None):
            return value
        low, high = self.range or self._word.span
        share = min(1.0, max(0.0, value))
        # Exactly its ends at the ends.
        return low * (1 - share) + high * share


class Controls(_Table):
    """A file of controls."""

    control: tuple[Control, ...] = ()

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read a TOML file; raises UsageError where it can't be read, or holds what makes no sense."""
        return cls.parse(load_tables(path, "controls"), str(path))

    @classmethod
    def parse(cls, tables: dict[str, Any], where: str) -> Self:
        """Build it from plain tables; errors name ``where`` as their place. Raises UsageError."""
        try:
            return cls.model_validate(tables)
        except ValidationError as error:
            raise UsageError(f"{where}: " + "; ".join(map(_sentence, error.errors()))) from error

    def dump(self) -> str:
        """Return it as TOML."""
        return tomli_w.dumps(self.model_dump(mode="json", exclude_none=True))

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address of OSC, in order."""
        return tuple(each.osc for each in self.control if each.osc is not None)

    def heard_by(self, signal: Signal) -> tuple[Control, ...]:
        """Return the controls whose signal this is."""
        return tuple(each for each in self.control if each.hears(signal))


PREFIX = "/dreamstream/"
BUILT_IN = Controls(control=tuple(Control(wish=word, osc=PREFIX + word) for word in WORDS))
"""The addresses of OSC that hold where a user's file says nothing of them."""


def _listed(value: float | str | Iterable[float]) -> list[float | str]:
    return [value] if isinstance(value, float | str) else list(value)


def _sentence(problem: ErrorDetails) -> str:
    key = ".".join(map(str, problem["loc"]))
    if problem["type"] == "extra_forbidden":
        *table, name = problem["loc"]
        return f"{key}: {UnknownNameError('key', str(name), (Control if table else Controls).model_fields)}"
    if problem["type"] == "missing":
        return f"{key} is missing"
    complaint = problem["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{key}: {complaint}" + ("" if problem["type"] == "value_error" else f", not {problem['input']}")
