"""The tables of a recipe as frozen data; every key is optional, for recipes are laid over one another."""

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt

from dreamstream.distortions.base import AnyDistortion, Unit
from dreamstream.schedule import Varying
from dreamstream.sizes import FittingSize, Size
from dreamstream.sources.base import LONGEST_SIDE, Deinterlace, Fit
from dreamstream.values import Batch, Brief, Layers, MeanBgr, Rate, Seconds, Threads, Tile
from dreamstream.varying import Within

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
    threads: Threads | None = Field(
        None, description="of the processor, for the dream; auto: as many as are fastest at the time"
    )
    tile: Tile | None = Field(
        None, description="auto: in tiles where memory is short, off: never, or the side of tiles in pixels"
    )
    batch: Batch | None = Field(
        None, description="frames that are dreamed together where none has anything of another: auto, or how many"
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
    budget_seconds: Brief | None = Field(
        None, description="time for each frame's dream; steps, then octaves are left out until it fits"
    )
    motion_only: bool | None = Field(None, description="distort only, for a quick look at the motion; nothing dreams")
    blend: Share | None = Field(None, description="share of each new frame; 1 = only the new frame")
    flow: Literal["dis", "none"] | None = Field(
        None, description="how a video's dream is carried along by what moves; none leaves it in its place"
    )
    strength: Share | None = Field(
        None, description="share of iterations and step size on frames whose dream goes on from the one before"
    )
    seamless: bool | None = Field(None, description="bring the dream of a picture back to its first frame")
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

    size: FittingSize | None = Field(None, description="WIDTHxHEIGHT in pixels; WIDTHx or xHEIGHT keeps the shape")
    fps: Rate | None = Field(None, description="frames per second")
    frames: PositiveInt | None = Field(None, description="frames at most")
    duration_seconds: Seconds | None = Field(None, description="seconds at most; 90 or 1:30")
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
    audio: str | None = Field(None, description="copy the input's sound, none, or the path of a file with another")
    reverse: bool | None = Field(None, description="play the film backwards")
    boomerang: bool | None = Field(None, description="play the film to its end and back")
    embed: bool | None = Field(None, description="the file carries its recipe")


class Origin(Table):
    """``[origin]``: how a file came about, written into it with its recipe; a render asks only for the checksums."""

    dreamstream: str | None = Field(None, description="version that made it")
    model: str | None = Field(None, description="the model's name as it was given")
    prototxt_sha256: str | None = Field(None, description="checksum of the model's description")
    weights_sha256: str | None = Field(None, description="checksum of the model's caffemodel")
    preset: str | None = Field(None, description="the preset's name")
    source: str | None = Field(None, description="the input's name, without folders")
    size: Size | None = Field(None, description="of its frames, WIDTHxHEIGHT in pixels")
    fps: Rate | None = Field(None, description="its frames per second")
    comment: str | None = Field(None, description="the comment that the input carried")


class Act(Table):
    """``[[act]]``: something done while the dream ran; what it sets holds from its frame on."""

    frame: NonNegativeInt = Field(description="the first frame that shows it, counted from 0")
    end: str | None = Field(None, description="layer to dream on")
    amount: float | None = Field(None, ge=-100, le=100, description="factor on every step, besides the recipe's own")
    centre: tuple[Unit, Unit] | None = Field(
        None, description="where the distortions have their centre, shares of width and height"
    )
    preset: str | None = Field(None, description="whose distortions, layers and colours come, within a second")
    distorted: bool | None = Field(None, description="whether the distortions act")
    start: Literal["picture", "recipe"] | None = Field(
        None, description="begin again from the input's picture; with recipe, undo all acts before, too"
    )
    octaves: Annotated[int, Field(ge=1, le=32)] | None = Field(None, description="sizes the picture is dreamed at")
    iterations: NonNegativeInt | None = Field(None, description="steps at each size")
    limit: tuple[PositiveInt, PositiveInt] | None = Field(
        None, description="sizes, and steps at each, at most: what a budget has picked"
    )


class Settings(Table):
    """Every table that describes a render."""

    model: Model = Model()
    dream: Dream = Dream()
    distort: tuple[AnyDistortion, ...] | None = Field(None, description="applied in order between two frames")
    evolve: Evolve = Evolve()
    source: Source = Source()
    sink: Sink = Sink()
    act: tuple[Act, ...] | None = Field(None, description="what hands did while the dream ran, by frame")
