"""Distortions whose numbers follow schedules: at every moment the plain distortion that they make then."""

from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Self, TypeAlias, Union, get_args, get_origin

from pydantic import ConfigDict, SkipValidation, ValidationError, model_serializer

from dreamstream.distortions.base import Distortion, Picture, usage_error
from dreamstream.errors import ExpressionError, UsageError
from dreamstream.frame import Moment
from dreamstream.schedule import Schedule, Scope, is_schedule, needs_stream, parse_schedule, scheduled_value

Effect: TypeAlias = type[Distortion]
Options: TypeAlias = Mapping[str, Any]


class Scheduled(Distortion):
    """A distortion some of whose numbers change from frame to frame; ``create`` makes it where an option is a text."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    effect: SkipValidation[Effect]
    fixed: SkipValidation[Options]
    """The options that stay what they are, as the effect holds them."""
    schedules: SkipValidation[Mapping[str, Schedule]]

    @classmethod
    def parse(cls, effect: Effect, options: Options) -> Self:
        """Read a distortion's options, some of which ``scheduled_options`` names.

        Raises:
            ExpressionError: a schedule can't be read; shows where.
            UnknownNameError: the distortion has no such option.
            UsageError: an option is out of its range, of a schedule's values the first.
        """
        texts = scheduled_options(effect, options)
        fixed = {name: value for name, value in options.items() if name not in texts}
        schedules = {name: _parsed(effect, name, text) for name, text in texts.items()}
        known = {name: schedule for name, schedule in schedules.items() if not needs_stream(schedule)}
        first = cls(effect=effect, fixed=fixed, schedules=known).at(Scope())
        names = {field.alias or name: name for name, field in effect.model_fields.items()}
        return cls(effect=effect, fixed={name: getattr(first, names[name]) for name in fixed}, schedules=schedules)

    @property
    def type(self) -> str:  # type: ignore[override]
        """The effect's name, as of any distortion."""
        return self.effect.type

    def at(self, scope: Scope) -> Distortion:
        """Return the plain distortion of one frame.

        Raises:
            UsageError: a schedule has no value there, or one that is out of the option's range.
        """
        values = {name: self._value(name, scope) for name in self.schedules}
        try:
            return self.effect.model_validate({**self.fixed, **values})
        except ValidationError as error:
            raise self._with_place(error, scope.frame) from error

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` as the moment's distortion leaves them, which mixes by its own amount."""
        height, width = pixels.shape[:2]
        return self.at(Scope.at(moment, width, height))(pixels, moment)

    @model_serializer
    def _options(self) -> dict[str, Any]:
        """Return the options as ``create`` takes them."""
        plain = self.effect.model_construct(**self.fixed).model_dump(exclude_unset=True, by_alias=True)
        return {**plain, **{name: schedule.text for name, schedule in self.schedules.items()}}

    def _value(self, name: str, scope: Scope) -> float:
        try:
            return scheduled_value(self.schedules[name], number_kinds(self.effect)[name], scope)
        except UsageError as error:
            raise UsageError(f"{self.type}: {name}: {error}") from error

    def _with_place(self, error: ValidationError, frame: int) -> UsageError:
        concerned = {str(problem["loc"][0]) for problem in error.errors() if problem["loc"]} or set(self.schedules)
        texts = [f"{name} = '{self.schedules[name].text}'" for name in self.schedules if name in concerned]
        told = usage_error(self.effect, error)
        return UsageError(f"{told}, as at frame {frame} of {', '.join(texts)}") if texts else told


def scheduled_options(effect: Effect, options: Options) -> dict[str, str]:
    """Return those of a distortion's options that stand for numbers and are texts to be read as schedules."""
    numbers = number_kinds(effect)
    return {name: value for name, value in options.items() if name in numbers and is_schedule(value)}


def number_kinds(effect: Effect) -> dict[str, type[int] | type[float]]:
    """Return the options of a distortion that are one number each, and of which kind."""
    kinds = {name: set(_kinds(field.annotation)) - {NoneType} for name, field in effect.model_fields.items()}
    return {name: float if float in each else int for name, each in kinds.items() if each and each <= {int, float}}


def _kinds(annotation: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield every part of a union, without what it is annotated with."""
    if get_origin(annotation) is Annotated:
        yield from _kinds(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _kinds(part)
    else:
        yield annotation


def _parsed(effect: Effect, name: str, text: str) -> Schedule:
    try:
        return parse_schedule(text)
    except ExpressionError as error:
        raise ExpressionError(f"{effect.type}: {name}: {error.complaint}", text, error.column) from error
