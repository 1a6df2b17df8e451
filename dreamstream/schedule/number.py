"""Settings that stay what they are or change from frame to frame, read in the same way."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeGuard, TypeVar

from dreamstream.errors import UsageError
from dreamstream.schedule.keyframes import Schedule
from dreamstream.schedule.scope import Scope

T = TypeVar("T")
N = TypeVar("N", int, float)

_OF_THE_STREAM = frozenset({"w", "h", "N"})
"""Variables that have no value before there is a stream."""


class Changing(ABC, Generic[T]):
    """A setting with a value for each frame."""

    @abstractmethod
    def at(self, scope: Scope) -> T:
        """Return the value at one frame; raises UsageError where there is none."""


Varying: TypeAlias = T | Changing[T]
"""A setting that stays what it is, or has a value for each frame."""


@dataclass(frozen=True)
class ScheduledNumber(Changing[N]):
    """A number that follows a schedule, within its range at every frame."""

    name: str
    """What it is called in errors."""
    schedule: Schedule
    kind: type[N]
    """Where it is int, values are rounded to the nearest whole number."""
    complaint: Callable[[N], str | None] = field(repr=False, compare=False)
    """Says in words what a value should be, where it is not."""

    def __str__(self) -> str:
        """Return the schedule as it was written."""
        return self.schedule.text

    def at(self, scope: Scope) -> N:
        """Return the value at one frame.

        Raises:
            UsageError: there is none, or it is out of its range.
        """
        value = scheduled_value(self.schedule, self.kind, scope)
        if complaint := self.complaint(value):
            raise UsageError(f"'{self}' is {value:g} at frame {scope.frame}, and {self.name} {complaint}")
        return value


@dataclass(frozen=True)
class Joined(Changing[T]):
    """A value that is built anew for each frame from parts, some of which change."""

    build: Callable[..., T]
    parts: tuple[Any, ...]

    def at(self, scope: Scope) -> T:
        """Return the value at one frame; raises as the parts."""
        return self.build(*(value_at(part, scope) for part in self.parts))


def value_at(setting: Varying[T], scope: Scope) -> T:
    """Return what a setting is at one frame; raises UsageError where a schedule has no value."""
    return setting.at(scope) if isinstance(setting, Changing) else setting


def joined(build: Callable[..., T], *parts: object) -> Varying[T]:
    """Return ``build(*parts)``, for each frame anew where one of the parts changes."""
    if any(isinstance(part, Changing) for part in parts):
        return Joined(build, parts)
    return build(*parts)


def scheduled_value(schedule: Schedule, kind: type[N], scope: Scope) -> N:
    """Return a schedule's one number at a frame, rounded if ``kind`` is int; raises as the schedule."""
    value = float(schedule(scope))
    return kind(round(value) if kind is int else value)


def needs_stream(schedule: Schedule) -> bool:
    """Tell whether a schedule has no value, not even at the first frame, before there is a stream."""
    return bool(schedule.variables & _OF_THE_STREAM)


def is_schedule(value: object) -> TypeGuard[str]:
    """Tell whether a value that stands for a number is text that has to be read as a schedule."""
    if not isinstance(value, str):
        return False
    try:
        float(value)
    except ValueError:
        return True
    return False
