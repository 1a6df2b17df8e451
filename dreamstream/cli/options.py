"""Every option of ``dreamstream INPUT``: its spellings, its help, the recipe key it sets.

The table is the only place where an option is written down: the command's signature is made from it, and so is
the user's recipe.
"""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

DREAM, NETWORK, STREAM, OUTPUT, OTHER = "Dream", "Network", "Input", "Output", "Other"


class Setting(NamedTuple):
    """One option that sets one key of the recipe."""

    key: str
    """Dotted name in the recipe: ``dream.step_size``."""
    kind: Any
    """Type of the value on the command line."""
    spellings: tuple[str, ...]
    help: str
    panel: str
    metavar: str | None = None

    @property
    def parameter(self) -> str:
        """Name of the value among the command's arguments."""
        return self.key.replace(".", "__")


SETTINGS = (
    Setting(
        "dream.end",
        str,
        ("--layer", "-l"),
        "Layer to dream on: edges textures patterns parts objects, or any name "
        "the network has, with channels (LAYER:12,40).",
        DREAM,
        "LAYER",
    ),
    Setting(
        "dream.octaves", int, ("--octaves", "--octave-n", "--octave_n"), "Sizes the picture is dreamed at.", DREAM, "N"
    ),
    Setting(
        "dream.octave_scale",
        float,
        ("--octave-scale", "--octave_scale"),
        "Ratio of one size to the next, above 1.",
        DREAM,
        "RATIO",
    ),
    Setting("dream.iterations", int, ("--iterations", "--iter-n", "--iter_n"), "Steps at each size.", DREAM, "N"),
    Setting(
        "dream.step_size",
        float,
        ("--step-size", "--step_size", "--stepsize"),
        "Mean change in one step, grey levels.",
        DREAM,
        "LEVELS",
    ),
    Setting("dream.jitter", int, ("--jitter",), "Largest random shift in one step, pixels.", DREAM, "PIXELS"),
    Setting(
        "dream.blend",
        float,
        ("--blend", "-b"),
        "Share of each new frame, 0 to 1; 1 = only the new frame. [default: 0.5, for a still 0]",
        DREAM,
        "SHARE",
    ),
    Setting(
        "dream.lock.strength",
        float,
        ("--colour-lock", "--color-lock"),
        "Pull colours towards the input's after every frame, 0 to 1.",
        DREAM,
        "SHARE",
    ),
    Setting("dream.seed", int, ("--seed",), "Start of all random numbers.", DREAM, "N"),
    Setting(
        "model.name",
        str,
        ("--model", "-m"),
        "A model's name ('dreamstream models') or a deploy prototxt.",
        NETWORK,
        "MODEL",
    ),
    Setting("model.weights", Path, ("--weights",), "The caffemodel, where the model brings none.", NETWORK, "FILE"),
    Setting(
        "model.mean_bgr",
        str,
        ("--mean",),
        "Mean that the network was trained with, or its .binaryproto.",
        NETWORK,
        "B,G,R",
    ),
    Setting("model.device", str, ("--device",), "auto, cpu, cuda, cuda:1 or mps.", NETWORK, "DEVICE"),
    Setting("model.precision", str, ("--precision",), "auto, float32 (exact), bfloat16 or float16.", NETWORK, "FORMAT"),
    Setting("source.frames", int, ("--frames", "-n"), "Frames at most. [default: 240 for a still]", STREAM, "N"),
    Setting("source.duration_seconds", str, ("--duration", "-t"), "Seconds at most.", STREAM, "SECONDS"),
    Setting(
        "source.fps",
        str,
        ("--fps", "-r"),
        "Frames per second: 24, 29.97, 30000/1001. [default: 24 for a still, a video's own]",
        STREAM,
        "RATE",
    ),
    Setting(
        "source.size",
        str,
        ("--size", "-s"),
        "Size in pixels. [default: a still's long side at most 640, a video's own]",
        STREAM,
        "WxH",
    ),
    Setting("sink.crf", float, ("--crf",), "H.264 quality: 0 lossless, 51 worst. [default: 18]", OUTPUT, "N"),
    Setting("sink.gif_loop", int, ("--gif-loop",), "Times a GIF plays; 0 = for ever.", OUTPUT, "N"),
    Setting(
        "sink.gif_palette",
        str,
        ("--gif-palette",),
        "A palette for every 'frame', or one from the 'first' frames.",
        OUTPUT,
        "frame|first",
    ),
    Setting("sink.reverse", bool, ("--reverse",), "Play the film backwards.", OUTPUT),
)


class Chosen(NamedTuple):
    """What the command was given: its own arguments, and the recipe keys that were set."""

    input: str
    output: Path | None
    preset: str | None
    zoom: float | None
    overwrite: bool
    quiet: bool
    debug: bool
    tables: dict[str, Any]
    """Nested tables of a recipe, only what was set."""


OWN_ARGUMENTS: dict[str, tuple[Any, Any]] = {
    "input": (
        Annotated[str, typer.Argument(help="Picture, video, or noise:WxH.", metavar="INPUT")],
        inspect.Parameter.empty,
    ),
    "output": (
        Annotated[
            Path | None,
            typer.Option("--output", "-o", help="The film: .mp4 or .gif.", metavar="FILE", rich_help_panel=OUTPUT),
        ],
        None,
    ),
    "preset": (
        Annotated[
            str | None,
            typer.Option(
                "--preset",
                "-p",
                help="A look: 'dreamstream presets' lists them; or a TOML file.",
                metavar="NAME",
                rich_help_panel=DREAM,
            ),
        ],
        None,
    ),
    "zoom": (
        Annotated[
            float | None,
            typer.Option(
                "--zoom",
                help="Add a zoom between frames: up to 0.5 a fraction of the picture, 0.5 to 2 a factor.",
                metavar="SCALE",
                rich_help_panel=DREAM,
            ),
        ],
        None,
    ),
    "overwrite": (
        Annotated[
            bool, typer.Option("--overwrite", "-y", help="Replace an output that exists.", rich_help_panel=OUTPUT)
        ],
        False,
    ),
    "quiet": (
        Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.", rich_help_panel=OTHER)],
        False,
    ),
    "debug": (
        Annotated[bool, typer.Option("--debug", help="Show the trace of an error.", rich_help_panel=OTHER)],
        False,
    ),
}


def command(run: Callable[[Chosen], None]) -> Callable[..., None]:
    """Return a function with one keyword argument per option, which hands what was given to ``run``."""

    def render(**given: Any) -> None:  # noqa: ANN401
        own = {name: given[name] for name in OWN_ARGUMENTS}
        run(
            Chosen(
                **own, tables=_nested({s.key: given[s.parameter] for s in SETTINGS if given[s.parameter] is not None})
            )
        )

    parameters = [_parameter(name, kind, default) for name, (kind, default) in OWN_ARGUMENTS.items()]
    parameters += [_parameter(setting.parameter, _annotation(setting), None) for setting in SETTINGS]
    render.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    render.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    render.__doc__ = run.__doc__
    return render


def _annotation(setting: Setting) -> Any:  # noqa: ANN401
    option = typer.Option(
        *setting.spellings,
        help=setting.help,
        metavar=setting.metavar,
        rich_help_panel=setting.panel,
        show_default=False,
    )
    return Annotated[setting.kind | None, option]


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:  # noqa: ANN401
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _nested(flat: dict[str, Any]) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for key, value in flat.items():
        *path, last = key.split(".")
        table = tables
        for name in path:
            table = table.setdefault(name, {})
        table[last] = value
    return tables
