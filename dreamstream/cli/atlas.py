"""``dreamstream atlas PICTURE``: what each layer or channel dreams, on one sheet."""

import inspect
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from dreamstream.cli.bar import Bar
from dreamstream.cli.console import notices
from dreamstream.cli.options import OWN_ARGUMENTS
from dreamstream.cli.render import user_recipe
from dreamstream.cli.settings import DREAM, NETWORK, OUTPUT, SETTINGS, Setting
from dreamstream.cli.signals import stopping_on_signals
from dreamstream.cli.signature import Arguments, option, signed, tables_of
from dreamstream.errors import UsageError

if TYPE_CHECKING:
    from dreamstream.atlas import AtlasFinished
    from dreamstream.atlas.records import AtlasRecord

_KEYS = {
    *("dream.octaves", "dream.octave_scale", "dream.iterations", "dream.step_size", "dream.jitter", "dream.seed"),
    "source.size",
}


def _for_tiles(setting: Setting) -> Setting:
    if setting.key != "source.size":
        return setting
    return setting._replace(
        help="Size of a tile in pixels.", panel=OUTPUT, default="the picture's, long side at most 320"
    )


ATLAS_SETTINGS = tuple(_for_tiles(setting) for setting in SETTINGS if setting.key in _KEYS or setting.panel == NETWORK)
"""The render's options that an atlas knows too."""

ATLAS_ARGUMENTS: Arguments = {
    "picture": (
        Annotated[str, typer.Argument(metavar="PICTURE", help="Picture, or noise:WxH.", show_default=False)],
        inspect.Parameter.empty,
    ),
    "output": (
        Annotated[
            Path | None,
            option(
                *("--output", "-o"),
                metavar="FILE",
                panel=OUTPUT,
                help="A sheet: .png or .jpg; a film of the tiles, a second each: .mp4 or .gif.",
            ),
        ],
        None,
    ),
    "overwrite": OWN_ARGUMENTS["overwrite"],
    "columns": (
        Annotated[
            int | None,
            option(
                "--columns", metavar="N", panel=OUTPUT, help="Tiles side by side. (default: a sheet of about 16:10)"
            ),
        ],
        None,
    ),
    "layers": (
        Annotated[
            str | None,
            option(
                *("--layers", "--layer", "-l"),
                metavar="LAYER,...",
                panel=DREAM,
                help="Layers to show, as a render's --layer. (default: those worth a look)",
            ),
        ],
        None,
    ),
    "channels": (
        Annotated[
            str | None,
            option(
                "--channels",
                metavar="all|0-31|3,17",
                panel=DREAM,
                help="Show channels of one layer: the one named, or else the model's own.",
            ),
        ],
        None,
    ),
    "every_layer": (Annotated[bool, option("--all", panel=DREAM, help="Show every layer that can be dreamed.")], False),
    "quiet": OWN_ARGUMENTS["quiet"],
    "debug": OWN_ARGUMENTS["debug"],
}


class AtlasReport(Bar):
    """Shows the progress of one atlas."""

    def __init__(self, console: Console, output: str, *, quiet: bool) -> None:
        super().__init__(console, quiet=quiet)
        self._output = output

    def __call__(self, record: "AtlasRecord") -> None:
        """Show one record."""
        from dreamstream.atlas import AtlasFinished, AtlasStarted, TileDone  # noqa: PLC0415

        match record:
            case AtlasStarted(tile_size=(width, height)):
                tiles = _tiles(record.tile_count)
                self.say(f"{record.model}, on {record.device}; {tiles} of {width}x{height} -> {self._output}")
                self.start("tile", record.tile_count)
            case TileDone():
                line = f"tile {record.done} of {record.tile_count}, {record.option}, {record.seconds:.2f} s"
                self.advance(record.done, line)
            case AtlasFinished():
                self.stop()
                self.say(_end(record, self._output))
            case _:
                self.fetching(record)


def _atlas(**given: Any) -> int:  # noqa: ANN401
    """Show what each layer or channel of a network dreams on a picture, the option for it beneath each tile.

    Interrupted, the same command goes on where it stopped.
    """
    if given["output"] is None:
        raise UsageError("no output given; add -o FILE.png or -o FILE.mp4")
    console, quiet = Console(stderr=True), given["quiet"]
    with (
        notices(console, logging.ERROR if quiet else logging.WARNING),
        AtlasReport(console, str(given["output"]), quiet=quiet) as report,
        stopping_on_signals(report.stopping) as stop,
    ):
        # Imported here because PyTorch takes seconds and --help should not.
        from dreamstream.atlas import AtlasOptions, make_atlas, open_output  # noqa: PLC0415
        from dreamstream.opening import files_of  # noqa: PLC0415

        options = AtlasOptions(given["layers"], given["every_layer"], given["channels"], given["columns"])
        recipe = user_recipe(tables_of(given, ATLAS_SETTINGS))
        output = open_output(given["output"], files_of(given["picture"]), overwrite=given["overwrite"])
        finished = make_atlas(given["picture"], output, recipe, options, report, stop=stop.event)
    return stop.exit_code if finished.stopped else 0


def _end(record: "AtlasFinished", output: str) -> str:
    if record.stopped:
        kept = f"{record.tiles} of {_tiles(record.tile_count)} kept, the same command goes on from there"
        return f"stopped, nothing written; {kept}" if record.tiles else "stopped before the first tile; nothing written"
    width, height = record.size
    dreamed_before = f", {record.from_cache} of them dreamed before" if record.from_cache else ""
    return f"wrote {output}: {width}x{height}, {_tiles(record.tiles)}{dreamed_before}"


def _tiles(count: int) -> str:
    return "1 tile" if count == 1 else f"{count} tiles"


atlas = signed(_atlas, ATLAS_ARGUMENTS, ATLAS_SETTINGS)
