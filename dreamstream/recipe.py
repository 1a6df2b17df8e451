"""One render, whole, as frozen data: the tables of a TOML file, the options of the command line.

Every setting may be unset (None); recipes are laid over one another, and what is set above hides what is below:
built-in, then the model's own, then the preset, then the user's.
"""

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeAlias

import tomli_w
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NonNegativeInt,
    PlainSerializer,
    PositiveInt,
    ValidationError,
)

from dreamstream.distortions import Distortion, create
from dreamstream.errors import UsageError

DEFAULT_MODEL = "motif"


def parse_rate(value: object) -> Fraction:
    """Return a positive number as exact frames per second or seconds: 24, 23.976, "30000/1001".

    Raises:
        ValueError: it is not a positive number.
    """
    try:
        rate = Fraction(str(value))
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"'{value}' is not a number like 24, 29.97 or 30000/1001") from error
    if not 0 < rate <= 10**6:
        raise ValueError(f"{value} is not above 0 and at most a million")
    return rate


def parse_size(value: object) -> tuple[int, int]:
    """Return "640x360" or (640, 360) as (width, height) in pixels.

    Raises:
        ValueError: it is neither, or not between 1x1 and 32768x32768.
    """
    parts = value.lower().split("x") if isinstance(value, str) else value
    try:
        width, height = (int(part) for part in parts)  # type: ignore[attr-defined]
    except (TypeError, ValueError) as error:
        raise ValueError(f"'{value}' is not a size like 640x360") from error
    if not (1 <= width <= 32768 and 1 <= height <= 32768):
        raise ValueError(f"a size lies between 1x1 and 32768x32768, not {width}x{height}")
    return width, height


Rate: TypeAlias = Annotated[
    Fraction,
    BeforeValidator(parse_rate),
    PlainSerializer(lambda rate: str(rate) if rate.denominator > 1 else int(rate)),
]
Size: TypeAlias = Annotated[
    tuple[int, int], BeforeValidator(parse_size), PlainSerializer(lambda size: f"{size[0]}x{size[1]}")
]
AnyDistortion: TypeAlias = Annotated[
    Distortion,
    BeforeValidator(lambda table: create(table) if isinstance(table, dict) else table),
    PlainSerializer(lambda distortion: {"type": distortion.type, **distortion.model_dump(exclude_unset=True)}),
]


class Table(BaseModel):
    """A table of a recipe: frozen, every key optional, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Model(Table):
    """``[model]``: which network dreams, and where it runs."""

    name: str | None = Field(None, description="a known model's name, or the path of a deploy prototxt")
    weights: Path | None = Field(None, description="the caffemodel, where the model does not bring its own")
    mean_bgr: tuple[float, float, float] | None = Field(None, description="subtracted from pictures, grey levels")
    device: str | None = Field(None, description="auto, cpu, cuda, cuda:1, mps")
    precision: Literal["auto", "float32", "bfloat16", "float16"] | None = Field(
        None, description="float32 is exact, auto the fastest that dreams as well"
    )


class Lock(Table):
    """``[dream.lock]``: colours are pulled towards the source's after every frame."""

    strength: float | None = Field(None, ge=0, le=1, description="0 off, 1 the source's L*a*b* statistics exactly")
    contrast: float | None = Field(None, gt=0, le=10, description="factor on the source's deviation of lightness")
    chroma: float | None = Field(None, ge=0, le=10, description="factor on the source's deviation of colour")


class Dream(Table):
    """``[dream]``: what is dreamed, and how hard."""

    end: str | tuple[str, ...] | None = Field(
        None, description="layer to dream on, or several taken in turn; LAYER:12,40 or LAYER:random(3) for channels"
    )
    hold_frames: PositiveInt | None = Field(None, description="frames for which each of several layers is held")
    octaves: PositiveInt | None = Field(None, le=32, description="sizes the picture is dreamed at")
    octave_scale: float | None = Field(None, gt=1, le=16, description="ratio of one size to the next, above 1")
    iterations: NonNegativeInt | None = Field(None, description="steps at each size")
    step_size: float | None = Field(None, description="mean change in one step, grey levels")
    jitter: NonNegativeInt | None = Field(None, description="largest random shift in one step, pixels")
    clip: bool | None = Field(None, description="keep values within 0..255 after every step")
    blend: float | None = Field(None, ge=0, le=1, description="share of each new frame; 1 = only the new frame")
    seed: NonNegativeInt | None = Field(None, description="start of all random numbers")
    lock: Lock = Lock()


class Source(Table):
    """``[source]``: how the input is read."""

    size: Size | None = Field(None, description="WIDTHxHEIGHT in pixels")
    fps: Rate | None = Field(None, description="frames per second")
    frames: PositiveInt | None = Field(None, description="frames at most")
    duration_seconds: Rate | None = Field(None, description="seconds at most")


class Sink(Table):
    """``[sink]``: how the output is written."""

    crf: float | None = Field(None, ge=0, le=51, description="H.264 quality: 0 lossless, 18 very good, 51 worst")
    gif_loop: NonNegativeInt | None = Field(None, description="times a GIF plays; 0 = for ever")
    gif_palette: Literal["frame", "first"] | None = Field(
        None, description="a palette for every frame, or one from the first frames"
    )
    reverse: bool | None = Field(None, description="play the film backwards")


class Recipe(Table):
    """The whole of one render."""

    description: str | None = Field(None, description="one line for the list of presets")
    model: Model = Model()
    dream: Dream = Dream()
    distort: tuple[AnyDistortion, ...] | None = Field(None, description="applied in order between two frames")
    source: Source = Source()
    sink: Sink = Sink()
    per_model: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="tables that hold only where the named model is in use"
    )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a TOML file.

        Raises:
            UsageError: it can't be read, is not TOML, or holds a key or value that makes no sense.
        """
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise UsageError(f"can't read the recipe '{path}': {error.strerror}") from error
        except ValueError as error:
            raise UsageError(f"'{path}' is not a TOML file: {error}") from error
        return cls.parse(tables, str(path))

    @classmethod
    def parse(cls, tables: Mapping[str, Any], where: str = "") -> Self:
        """Build a recipe from plain tables; ``where`` is named in errors.

        Raises:
            UsageError: a key or value makes no sense; says which and why.
        """
        try:
            return cls.model_validate(tables)
        except ValidationError as error:
            prefix = f"{where}: " if where else ""
            raise UsageError(prefix + "; ".join(_sentence(each) for each in error.errors())) from error

    def merge(self, over: "Recipe") -> Self:
        """Return this recipe with everything that ``over`` sets laid over it; lists are replaced whole."""
        return self.parse(_overlay(self.tables(), over.tables()))

    def for_model(self, name: str) -> Self:
        """Return this recipe with what it says for the model ``name`` laid over it."""
        plain = self.parse({key: value for key, value in self.tables().items() if key != "per_model"})
        return plain.merge(Recipe.parse(self.per_model.get(name, {}), f"per_model.{name}"))

    def tables(self) -> dict[str, Any]:
        """Return everything that is set, as plain tables."""
        return _without_empty(self.model_dump(mode="json", exclude_none=True))

    def dump(self) -> str:
        """Return everything that is set, as TOML."""
        return tomli_w.dumps(self.tables())


def _overlay(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _overlay(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _without_empty(tables: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: _without_empty(value) if isinstance(value, dict) else value for key, value in tables.items()}
    return {key: value for key, value in kept.items() if value != {}}


def _sentence(error: Any) -> str:  # noqa: ANN401
    where = ".".join(str(part) for part in error["loc"] if part not in ("str", "tuple[str, ...]"))
    text = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        text = "there is no such key"
    return f"{where}: {text}" if where else text
