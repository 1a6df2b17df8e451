"""The command's arguments: those of the settings table, and those that set no key of a recipe.

The command's signature is made from the two tables, and so is what the user set. Values stay text on their way to
the recipe, so that one place alone judges them.
"""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

import typer

from dreamstream import __version__
from dreamstream.cli.control_options import CONTROL_ARGUMENTS
from dreamstream.cli.preview_options import PREVIEW_ARGUMENTS
from dreamstream.cli.settings import DREAM, OTHER, OUTPUT, SETTINGS
from dreamstream.cli.signature import Arguments, option, signed, tables_of


class Chosen(NamedTuple):
    """What the command was given: its own arguments, and the recipe keys that were set."""

    inputs: list[str]
    """At least one; of several, each makes a film of its own."""
    output: list[str] | None
    """Several at once, if wanted."""
    preset: str | None
    like: str | None
    distort: list[str]
    zoom: str | None
    set: list[str]
    overwrite: bool
    resume: bool
    plan: bool
    quiet: bool
    debug: bool
    tables: dict[str, Any]
    """Nested tables of a recipe, only what was set."""
    preview: bool = False
    preview_to: str | None = None
    preview_octaves: bool = False
    preview_required: bool = False
    fullscreen: bool = False
    osc: str | None = None
    midi: str | None = None
    controls: str | None = None

    @property
    def input(self) -> str:
        """Return the only input, or the first."""
        return self.inputs[0]


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"dreamstream {__version__}")
        raise typer.Exit


OWN_ARGUMENTS: Arguments = {
    "inputs": (
        Annotated[
            list[str],
            typer.Argument(
                metavar="INPUT",
                help="Picture, video, numbered pictures (f%04d.png or 'f*.png'), - for standard input, URL, camera:0, "
                "or noise:WxH. Several make a film each.",
                show_default=False,
            ),
        ],
        inspect.Parameter.empty,
    ),
    "output": (
        Annotated[
            list[str] | None,
            option(
                "--output",
                "-o",
                metavar="FILE",
                panel=OUTPUT,
                help="A film (.mp4 .mov .mkv .webm .gif .apng .webp .m3u8 .ts .nut .y4m), numbered pictures "
                "(frames/%04d.png), one picture (.png .jpg .tif: one dream, or with --frames N the Nth), - for stdout, "
                "or rtmp:// rtsp:// udp:// tcp:// rtp:// http://HOST/NAME.m3u8; several with several -o. {} is the "
                "input's name without its ending, and needed for several inputs: 'films/{}.mp4'.",
            ),
        ],
        None,
    ),
    "overwrite": (
        Annotated[bool, option("--overwrite", "-y", panel=OUTPUT, help="Replace an output that exists.")],
        False,
    ),
    "resume": (
        Annotated[
            bool,
            option(
                "--resume",
                panel=OUTPUT,
                help="Go on where the same command broke off, frame by frame as if it had not; what hands did is done "
                "again. Where nothing is left of it, begin. Of several inputs, films that are there are left as they "
                "are; with -y they are made again.",
            ),
        ],
        False,
    ),
    "preset": (
        Annotated[
            str | None,
            option(
                "--preset",
                "-p",
                metavar="PRESET",
                panel=DREAM,
                help="A look that 'dreamstream presets' lists, or a TOML file. (default: zoom for a still)",
            ),
        ],
        None,
    ),
    "like": (
        Annotated[
            str | None,
            option(
                "--like",
                metavar="FILE",
                panel=DREAM,
                help="Render the look of a film or picture that dreamstream made, or of a TOML file: its model, dream, "
                "distortions and what hands did, with your other options over them; in place of --preset.",
            ),
        ],
        None,
    ),
    "distort": (
        Annotated[
            list[str],
            option(
                "--distort",
                metavar="FILTERS",
                panel=DREAM,
                help="Distort between frames as these say, instead of as the preset does: zoom=0.03:centre_x=0.4,"
                "rotate=degrees=sin(t), written and quoted as FFmpeg's filters; repeatable.",
            ),
        ],
        [],
    ),
    "zoom": (
        Annotated[
            str | None,
            option(
                "--zoom",
                metavar="SCALE",
                panel=DREAM,
                help="Add a zoom between frames: 0.05 or 1.05 enlarges by 5 %, -0.05 shrinks.",
            ),
        ],
        None,
    ),
    **PREVIEW_ARGUMENTS,
    **CONTROL_ARGUMENTS,
    "set": (
        Annotated[
            list[str],
            option(
                "--set",
                metavar="KEY=VALUE",
                panel=OTHER,
                help="Set any key of a recipe, over all other options: dream.hold_frames=24; repeatable.",
            ),
        ],
        [],
    ),
    "plan": (
        Annotated[
            bool,
            option("--plan", panel=OUTPUT, help="Say how long it will take, how much memory and disk, and end."),
        ],
        False,
    ),
    "quiet": (Annotated[bool, option("--quiet", "-q", panel=OTHER, help="Say nothing but errors.")], False),
    "debug": (Annotated[bool, option("--debug", panel=OTHER, help="Show the trace of an error.")], False),
    "version": (
        Annotated[
            bool,
            typer.Option(
                "--version",
                callback=_show_version,
                is_eager=True,
                rich_help_panel=OTHER,
                help="Show the version and exit.",
                show_default=False,
            ),
        ],
        False,
    ),
}


def command(run: Callable[[Chosen], int]) -> Callable[..., int]:
    """Return a function with one keyword argument per option, which hands what was given to ``run``."""

    def render(**given: Any) -> int:  # noqa: ANN401
        own = {name: given[name] for name in Chosen._fields if name in given}
        return run(Chosen(**own, tables=tables_of(given, SETTINGS)))

    return signed(render, OWN_ARGUMENTS, SETTINGS)
