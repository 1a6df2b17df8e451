"""One render, whole, as frozen data: the tables of a TOML file, the options of the command line.

Every setting may be unset (None); recipes are laid over one another, and what is set above hides what is below:
built-in, then the model's own, then the preset, then the user's.
"""

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeAlias

import tomli_w
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt, ValidationError
from pydantic_core import ErrorDetails

from dreamstream.distortions.base import AnyDistortion
from dreamstream.errors import UnknownNameError, UsageError
from dreamstream.overlay import less, overlaid, without_empty
from dreamstream.schedule import Varying
from dreamstream.sources.base import LONGEST_SIDE, Deinterlace, Fit
from dreamstream.values import Layers, MeanBgr, Rate, Seconds, Size, Within

DEFAULT_MODEL = "motif"

Share: TypeAlias = Annotated[Varying[float], Within(float, Field(ge=0, le=1))]
"""A number from 0 to 1, or a schedule of such."""


class Table(BaseModel):
    """A table of a recipe: frozen, every key optional, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Model(Table):
    """``[model]``: which network dreams, and where it runs."""

    name: str | None = Field(None, description="a known model's name, or the path of a deploy prototxt")
    weights: Path | None = Field(None, description="the caffemodel, where the model does not bring its own")
    mean_bgr: MeanBgr | None = Field(None, description="subtracted from pictures, grey levels")
    engine: Literal["torch", "caffe"] | None = Field(
        None, description="torch is built in, caffe is BVLC's own where it is installed"
    )
    device: str | None = Field(None, description="auto, cpu, cuda, cuda:1, mps")
    precision: Literal["auto", "float32", "bfloat16", "float16"] | None = Field(
        None, description="float32 is exact, auto the fastest that dreams as well"
    )


class Lock(Table):
    """``[dream.lock]``: colours are pulled towards the source's after every frame."""

    strength: Share | None = Field(None, description="0 off, 1 the source's L*a*b* statistics exactly")
    contrast: Annotated[Varying[float], Within(float, Field(gt=0, le=10))] | None = Field(
        None, description="factor on the source's deviation of lightness"
    )
    chroma: Annotated[Varying[float], Within(float, Field(ge=0, le=10))] | None = Field(
        None, description="factor on the source's deviation of colour"
    )


class Dream(Table):
    """``[dream]``: what is dreamed, and how hard."""

    end: Layers | None = Field(
        None,
        description="layer to dream on, several taken in turn, or 0:(LAYER), 48:(LAYER) with the frames "
        "where each begins; LAYER:12,40 or LAYER:random(3) for channels",
    )
    objective: Layers | None = Field(
        None, description="what to climb instead, or several taken in turn: objects + 0.5*textures - 0.2*conv2:3,17"
    )
    hold_frames: PositiveInt | None = Field(None, description="frames for which each of several layers is held")
    octaves: Annotated[Varying[int], Within(int, Field(gt=0, le=32))] | None = Field(
        None, description="sizes the picture is dreamed at"
    )
    octave_scale: Annotated[Varying[float], Within(float, Field(gt=1, le=16))] | None = Field(
        None, description="ratio of one size to the next, above 1"
    )
    iterations: Annotated[Varying[int], Within(int, Field(ge=0))] | None = Field(None, description="steps at each size")
    step_size: Annotated[Varying[float], Within(float, Field(allow_inf_nan=False))] | None = Field(
        None, description="mean change in one step, grey levels"
    )
    jitter: Annotated[Varying[int], Within(int, Field(ge=0, le=LONGEST_SIDE))] | None = Field(
        None, description="largest random shift in one step, pixels"
    )
    clip: bool | None = Field(None, description="keep values within 0..255 after every step")
    guide: Path | None = Field(None, description="a picture or video whose features are dreamed of")
    guide_loop: bool | None = Field(None, description="a guiding video begins again when it ends")
    mask: Path | None = Field(None, description="a picture: white is dreamed on, black is left alone, grey in between")
    mask_feather: float | None = Field(None, ge=0, le=1, description="blur of the mask, share of its shorter side")
    amount: Annotated[Varying[float], Within(float, Field(ge=-100, le=100))] | None = Field(
        None, description="factor on every step; below 0 un-dreams"
    )
    smooth_octaves: NonNegativeInt | None = Field(
        None, le=16, description="finest octaves of the gradient that are brought to one strength"
    )
    total_variation: float | None = Field(None, ge=0, le=10, description="pull towards the neighbours, mean gradients")
    l2_decay: float | None = Field(None, ge=0, le=10, description="pull towards the mean colour, mean gradients")
    blend: Share | None = Field(None, description="share of each new frame; 1 = only the new frame")
    seed: NonNegativeInt | None = Field(None, description="start of all random numbers")
    lock: Lock = Lock()


class Evolve(Table):
    """``[evolve]``: a loop that has settled into one pattern moves on."""

    on: bool | None = Field(None, description="watch the loop, and move on whenever its picture has settled")
    ends: tuple[str, ...] | None = Field(
        None, description="layers or objectives that are dreamed of one after the other, then those of [dream] again"
    )
    distort: tuple[tuple[AnyDistortion, ...], ...] | None = Field(
        None, description="lists of distortions that likewise take turns with the recipe's own"
    )
    patience_frames: Annotated[int, Field(ge=2, le=10_000)] | None = Field(
        None, description="frames for which the look has to be the same"
    )
    threshold: float | None = Field(
        None,
        ge=0,
        le=1,
        description="how much the look may change, relative to the first frames, and still be the same",
    )


class Source(Table):
    """``[source]``: how the input is read."""

    size: Size | None = Field(None, description="WIDTHxHEIGHT in pixels")
    fps: Rate | None = Field(None, description="frames per second")
    frames: PositiveInt | None = Field(None, description="frames at most")
    duration_seconds: Rate | None = Field(None, description="seconds at most")
    from_seconds: Seconds | None = Field(None, description="leave out what comes before; 90 or 1:30")
    to_seconds: Seconds | None = Field(None, description="leave out what comes from there on")
    every: PositiveInt | None = Field(None, description="take every so many-th frame")
    fit: Fit | None = Field(None, description="how a picture of another shape comes to the size")
    deinterlace: Deinterlace | None = Field(None, description="make whole pictures of interlaced ones")
    input_format: str | None = Field(None, description="FFmpeg's name of the container")
    reconnect_seconds: Seconds | None = Field(None, description="how long a broken stream is tried again; 0 = not")


class Sink(Table):
    """``[sink]``: how the output is written."""

    codec: str | None = Field(None, description="an encoder by FFmpeg's name, or h264 hevc vp9 av1 prores ffv1")
    crf: float | None = Field(None, ge=0, le=100, description="quality on the encoder's own scale, 0 or 1 the best")
    speed: (
        Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"] | None
    ) = Field(None, description="how much time the encoder may take, in x264's words")
    pix_fmt: str | None = Field(None, description="FFmpeg's name of a pixel format")
    format: str | None = Field(None, description="FFmpeg's name of a container, where the output's name has none")
    loop: NonNegativeInt | None = Field(
        None,
        validation_alias=AliasChoices("loop", "gif_loop"),
        description="times a GIF, animated PNG or WebP plays; 0 = for ever",
    )
    gif_palette: Literal["frame", "first"] | None = Field(
        None, description="a palette for every frame, or one from the first frames"
    )
    reverse: bool | None = Field(None, description="play the film backwards")


class Settings(Table):
    """Every table that describes a render."""

    model: Model = Model()
    dream: Dream = Dream()
    distort: tuple[AnyDistortion, ...] | None = Field(None, description="applied in order between two frames")
    evolve: Evolve = Evolve()
    source: Source = Source()
    sink: Sink = Sink()


class Recipe(Settings):
    """The whole of one render."""

    description: str | None = Field(None, description="one line for the list of presets")
    per_model: dict[str, Settings] = Field(
        default_factory=dict, description="tables that hold only where the named model is in use"
    )

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read a TOML file.

        Raises:
            UsageError: it can't be read, is not TOML, or holds a key or value that makes no sense.
        """
        try:
            tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            raise UsageError(f"can't read the recipe '{path}': {error.strerror}") from error
        except ValueError as error:
            raise UsageError(f"'{path}' is not a TOML file: {error}") from error
        return cls.parse(tables, str(path))

    @classmethod
    def parse(cls, tables: Mapping[str, Any], where: str = "", spell: Callable[[str], str] = str) -> Self:
        """Build a recipe from plain tables.

        Args:
            tables: as TOML has them.
            where: what is named in errors as their place.
            spell: from a dotted key to the name it has in errors.

        Raises:
            UsageError: a key or value makes no sense; says which and why.
        """
        try:
            return cls.model_validate(tables)
        except ValidationError as error:
            prefix = f"{where}: " if where else ""
            sentences = (_sentence(problem, spell) for problem in error.errors())
            # What shows a place takes lines of its own.
            raise UsageError(prefix + "; ".join(sorted(sentences, key=lambda sentence: "\n" in sentence))) from error

    def merge(self, over: "Recipe") -> Self:
        """Return this recipe with everything that ``over`` sets laid over it; lists are replaced whole.

        What ``over`` sets also hides what this recipe says of the same key for one model alone, so that
        ``under.merge(over).for_model(name)`` is ``under.for_model(name).merge(over.for_model(name))``.
        """
        under, upper = self.tables(), over.tables()
        for name, tables in under.get("per_model", {}).items():
            under["per_model"][name] = less(tables, upper)
        return self.parse(overlaid(under, upper))

    def for_model(self, name: str) -> Self:
        """Return this recipe with what it says for the model ``name`` laid over it, and no word of any other."""
        tables = self.tables()
        own = tables.pop("per_model", {}).get(name, {})
        return self.parse(overlaid(tables, own))

    def tables(self) -> dict[str, Any]:
        """Return everything that is set, as plain tables."""
        return without_empty(self.model_dump(mode="json", exclude_none=True))

    def dump(self) -> str:
        """Return everything that is set, as TOML."""
        return tomli_w.dumps(self.tables())


_PLAIN_WORDS = {
    "bool_parsing": "should be true or false",
    "bool_type": "should be true or false",
    "dict_type": "should be a table",
    "float_parsing": "should be a number",
    "float_type": "should be a number",
    "int_from_float": "should be a whole number",
    "int_parsing": "should be a whole number",
    "int_type": "should be a whole number",
    "model_type": "should be a table",
    "path_type": "should be a path",
    "string_type": "should be text",
    "tuple_type": "should be a list",
}


def _sentence(problem: ErrorDetails, spell: Callable[[str], str]) -> str:
    key = ".".join(map(str, problem["loc"]))
    if problem["type"] == "extra_forbidden":
        return str(UnknownNameError("key", key, _keys_near(problem["loc"])))
    if problem["type"] == "value_error":
        return f"{spell(key)}: {problem['msg'].removeprefix('Value error, ')}"
    complaint = _PLAIN_WORDS.get(problem["type"], problem["msg"].removeprefix("Input "))
    return f"{spell(key)} {complaint}, not {problem['input']}"


def _keys_near(loc: tuple[int | str, ...]) -> Iterator[str]:
    return _keys(Settings, f"per_model.{loc[1]}.") if loc[0] == "per_model" else _keys(Recipe)


def _keys(table: type[Table], prefix: str = "") -> Iterator[str]:
    for name, field in table.model_fields.items():
        yield f"{prefix}{name}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, Table):
            yield from _keys(field.annotation, f"{prefix}{name}.")
