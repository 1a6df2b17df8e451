"""``dreamstream score``: what a model's loops are worth, in numbers and on a sheet."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from dreamstream.cli.saying import say
from dreamstream.cli.size import read_size
from dreamstream.errors import UsageError

if TYPE_CHECKING:
    from dreamstream.frame import Pixels

SKY, NOISE = "sky", "noise"
"""Seeds that are made rather than read."""

LOOKS = ("zoom", "vstretch")
"""The presets that are scored unless others are named."""

_FRAMES_BETWEEN_LINES = 20


Model = Annotated[str, typer.Argument(metavar="MODEL", help="A known model's name, or a deploy prototxt.")]
Weights = Annotated[Path | None, typer.Option(metavar="FILE", help="The caffemodel.", show_default=False)]
Layer = Annotated[
    str | None,
    typer.Option(
        "--layer", "-l", metavar="LAYER", help="Layer to dream on, rather than the look's.", show_default=False
    ),
]
Looks = Annotated[
    list[str] | None,
    typer.Option("--preset", "-p", metavar="PRESET", help="A look; may be repeated. (default: zoom and vstretch)"),
]
Seeds = Annotated[
    list[str] | None,
    typer.Option("--input", metavar="sky|noise|FILE", help="What loops begin with; may be repeated. (default: sky)"),
]
Frames = Annotated[int, typer.Option("--frames", "-n", min=1, help="Of each loop.")]
Size = Annotated[str, typer.Option("--size", "-s", metavar="WxH", help="In pixels.")]
RecipeFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A recipe laid over the looks.", show_default=False)
]
Sheet = Annotated[
    Path | None, typer.Option("--sheet", metavar="FILE.png", help="Write frames of every loop.", show_default=False)
]
Overwrite = Annotated[bool, typer.Option("--overwrite", "-y", help="Replace a sheet that exists.")]
Device = Annotated[str, typer.Option(metavar="auto|cpu|cuda|mps", help="What computes; cuda:1 is the second card.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the trace of an error.")]


def score(  # noqa: PLR0913 - one parameter per option
    *,
    model: Model,
    weights: Weights = None,
    layer: Layer = None,
    looks: Looks = None,
    seeds: Seeds = None,
    frames: Frames = 200,
    size: Size = "320x180",
    recipe: RecipeFile = None,
    sheet: Sheet = None,
    overwrite: Overwrite = False,
    device: Device = "auto",
    debug: Debug = False,
) -> None:
    """Run a model's loops and measure them, as JSON on stdout: variety, stripes, clipping, colour drift, change.

    'shortcomings' names what misses the limits that good loops keep.
    """
    # Imported here because PyTorch takes seconds and --help should not.
    from dreamstream.recipe import Recipe  # noqa: PLC0415
    from dreamstream.sinks.part_file import PartFile  # noqa: PLC0415
    from dreamstream.sinks.stills import PICTURES, write_picture  # noqa: PLC0415
    from dreamstream.training.score import Loop  # noqa: PLC0415
    from dreamstream.training.score import score as run_loops  # noqa: PLC0415
    from dreamstream.training.sheet import contact_sheet  # noqa: PLC0415

    console = Console(stderr=True)
    if sheet and sheet.suffix.lower() not in PICTURES:
        raise UsageError(f"--sheet: '{sheet}' is not the name of a picture; end it with .png or .jpg")
    part = PartFile(sheet, overwrite=overwrite) if sheet else None
    asked = Recipe.parse({"model": {"name": model, "weights": weights, "device": device}, "dream": {"end": layer}})
    whole = Recipe.load(recipe).merge(asked) if recipe else asked
    pictures = {seed: _picture(seed, size) for seed in seeds or (SKY,)}
    loops = [Loop(look, seed, picture) for look in looks or LOOKS for seed, picture in pictures.items()]

    def tell(loop: Loop, done: int) -> None:
        if done % _FRAMES_BETWEEN_LINES == 0 or done == frames:
            line = f"{loop.look} on {loop.seed}: frame {done} of {frames}"
            say(console, line)

    found, shown = run_loops(whole, loops, frames, tell)
    if part:
        write_picture(part, contact_sheet(shown))
    print(json.dumps(found.to_dict(), indent=2))


def _picture(seed: str, size: str) -> "Pixels":
    from dreamstream.sources.noise import noise  # noqa: PLC0415
    from dreamstream.sources.picture import read_picture  # noqa: PLC0415
    from dreamstream.sources.still import scaled  # noqa: PLC0415
    from dreamstream.training.skies import sky  # noqa: PLC0415

    width, height = read_size(size)
    made = {SKY: sky, NOISE: noise}
    return made[seed](width, height) if seed in made else scaled(read_picture(seed), (width, height))
