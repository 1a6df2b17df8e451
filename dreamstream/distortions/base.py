"""The contract of a distortion.

A distortion is a small frozen value, one class per effect, whose fields are its options and at once the keys
of its table in a recipe::

    [[distort]]
    type = "zoom"
    scale = 0.05

It maps a picture to a picture: (H, W, 3) RGB in, the same shape and dtype out, uint8 or float32 in 0..255.
It keeps no state and never writes to its input; whatever changes in time or is random follows from the
``Moment`` alone, so any frame can be computed again. Subclasses implement ``distort``; mixing with the input
by ``amount`` happens here. Every field carries a description, which is its documentation everywhere.
"""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, TypeAlias, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError
from pydantic_core import ErrorDetails

from dreamstream.distortions.randomness import branched
from dreamstream.errors import PluginError, UnknownNameError, UsageError
from dreamstream.frame import Moment
from dreamstream.plugin import Plugin
from dreamstream.registry import Registry

Picture = TypeVar("Picture", NDArray[np.uint8], NDArray[np.float32])

Border: TypeAlias = Literal["reflect", "replicate", "wrap", "constant"]
"""What lies beyond the edge: the mirrored picture, its last pixel, its other side, or black."""

Interpolation: TypeAlias = Literal["nearest", "linear", "cubic", "lanczos"]
"""How a value between pixels is read: 1, 2 x 2, 4 x 4 or 8 x 8 neighbours."""

Unit: TypeAlias = Annotated[float, Field(ge=0, le=1)]
"""A number from 0 to 1."""


class Distortion(BaseModel):
    """One effect with its options; calling it applies it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    type: ClassVar[str]
    """The effect's name in recipes and on the command line."""

    plugin: ClassVar[Plugin | None] = None
    """Whose it is, where another package brought it; its pictures are checked."""

    amount: Unit = Field(
        default=1.0,
        description="how much of the effect, 0 to 1: 0 is the picture unchanged, 1 the effect alone",
    )

    @classmethod
    def option_names(cls) -> tuple[str, ...]:
        """Return the names of the options as recipes have them."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())

    @abstractmethod
    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return the effect on ``pixels``, at full amount, as a new array of the same shape and dtype."""

    def __call__(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` mixed with the effect by ``amount``; uint8 is rounded to the nearest level."""
        if self.amount == 0:
            return pixels.copy()
        distorted = self.distort(pixels, moment) if self.plugin is None else self._checked(self.plugin, pixels, moment)
        if self.amount == 1:
            return distorted
        mixed = cv2.addWeighted(distorted, self.amount, pixels, 1 - self.amount, 0)
        return np.asarray(mixed, dtype=pixels.dtype)

    def _checked(self, plugin: Plugin, pixels: Picture, moment: Moment) -> Picture:
        with plugin.blamed():
            distorted = self.distort(pixels, moment)
        if not isinstance(distorted, np.ndarray):
            raise PluginError(f"{plugin} returned a {type(distorted).__name__}, not a picture")
        if (distorted.shape, distorted.dtype) != (pixels.shape, pixels.dtype):
            made, given = (f"{each.shape} {each.dtype}" for each in (distorted, pixels))
            raise PluginError(f"{plugin} returned a picture of {made} for one of {given}; both have to be the same")
        return distorted


def _adopted(cls: Any, plugin: Plugin) -> type[Distortion]:  # noqa: ANN401 - whatever an entry point leads to
    if not (isinstance(cls, type) and issubclass(cls, Distortion) and getattr(cls, "type", None) == plugin.name):
        raise PluginError(f"{plugin} is no Distortion whose type is '{plugin.name}'")
    cls.plugin = plugin
    return cls


REGISTRY: Registry[type[Distortion]] = Registry("distortion", _adopted)


def register(cls: type[Distortion]) -> type[Distortion]:
    """Class decorator: enter a distortion under its ``type``."""
    return REGISTRY.register(cls.type)(cls)


def create(table: Mapping[str, Any]) -> Distortion:
    """Build the distortion that a recipe's table describes: ``type`` and its options.

    Where an option that is a number is given as an expression or as keyframes, the distortion changes from frame to
    frame: see ``scheduled``.

    Raises:
        UnknownNameError: no distortion has that type, or it has no such option.
        ExpressionError: an expression can't be read; shows where.
        UsageError: the type is missing, or an option is out of range.
    """
    # A scheduled distortion is a distortion too, so its module can't be imported before this one.
    from dreamstream.distortions.scheduled import Scheduled, scheduled_options  # noqa: PLC0415

    options = dict(table)
    if "type" not in options:
        raise UsageError(f"a distortion needs a type, one of: {', '.join(REGISTRY)}")
    cls = REGISTRY[str(options.pop("type"))]
    if scheduled_options(cls, options):
        return Scheduled.parse(cls, options)
    try:
        return cls.model_validate(options)
    except ValidationError as error:
        raise usage_error(cls, error) from error


class Chain(tuple[Distortion, ...]):
    """Distortions applied one after another; itself callable like one. An empty chain changes nothing."""

    __slots__ = ()

    def __call__(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` after every distortion in order, each with random numbers of its own."""
        for place, distortion in enumerate(self):
            pixels = distortion(pixels, branched(moment, place))
        return pixels

    def __str__(self) -> str:
        """Return the distortions' types in order."""
        return ", ".join(each.type for each in self) or "nothing"


def _built(value: object) -> Distortion:
    if isinstance(value, Distortion):
        return value
    if isinstance(value, Mapping):
        return create(value)
    raise UsageError(f"a distortion is a table with a type, which {value!r} is not")


AnyDistortion: TypeAlias = Annotated[
    Distortion,
    BeforeValidator(_built),
    PlainSerializer(
        lambda distortion: {"type": distortion.type, **distortion.model_dump(exclude_unset=True, by_alias=True)}
    ),
]
"""A distortion as a field: given as its table, written as its table with the options that were set."""

DEEPEST = 8
"""How many lists of distortions may lie in one another."""


def _checked_list(value: object) -> object:
    if not isinstance(value, list | tuple):
        raise UsageError(f"{value!r} is not a list of distortions")
    if not value:
        raise UsageError("at least one distortion is needed")
    # Looked at from the outside in, before anything of it is built.
    level: Sequence[object] = value
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _nested(each)]
    if level:
        raise UsageError(f"distortions can't be nested more than {DEEPEST} deep")
    return value


def _nested(value: object) -> Iterable[object]:
    """Return the distortions within one, or within its table; none where that makes no sense."""
    inner = value.get("distort") if isinstance(value, Mapping) else getattr(value, "children", ())
    return inner if isinstance(inner, list | tuple) else ()


Children: TypeAlias = Annotated[
    tuple[AnyDistortion, ...], BeforeValidator(_checked_list), Field(json_schema_extra={"minItems": 1})
]
"""The field ``children`` of a distortion that is made of others, ``distort`` (its alias) in its table: one or more."""


def usage_error(cls: type[Distortion], error: ValidationError) -> UsageError:
    """Return in a sentence what is wrong with a distortion's options."""
    for problem in error.errors(include_url=False):
        if problem["type"] == "extra_forbidden":
            return UnknownNameError(f"{cls.type} option", str(problem["loc"][0]), cls.option_names())
    return UsageError(f"{cls.type}: " + "; ".join(_complaints(error)))


def _complaints(error: ValidationError, where: str = "") -> Iterator[str]:
    """Yield a sentence for each problem, those of nested distortions with the whole path to their option."""
    for problem in error.errors(include_url=False):
        option = where + _path(problem["loc"])
        within = problem.get("ctx", {}).get("error")
        if not isinstance(within, UnknownNameError) and isinstance(
            cause := getattr(within, "__cause__", None), ValidationError
        ):
            yield from _complaints(cause, f"{option}.")
        else:
            yield _sentence(option, problem)


def _path(loc: tuple[int | str, ...]) -> str:
    keys = (f"[{key}]" if isinstance(key, int) else f".{key}" for key in loc)
    return "".join(keys).removeprefix(".")


def _sentence(option: str, problem: ErrorDetails) -> str:
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "missing":
        return f"{option} is missing"
    if message.startswith("Input "):
        return f"{option} {message.removeprefix('Input ')}, not {problem['input']!r}"
    return f"{option}: {message}" if option else message
