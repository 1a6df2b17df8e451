"""The one thing most people do: arguments to a recipe, one call of ``render``, an exit code."""

import logging
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from dreamstream.cli.console import Report, Said, show_error
from dreamstream.cli.options import Chosen
from dreamstream.cli.signals import stopping_on_signals
from dreamstream.errors import UsageError


def run(chosen: Chosen) -> None:
    """Stream a picture or a video through DeepDream, straight into a film.

    A still picture is fed its own dream, frame by frame, through the preset's distortion; a video is dreamed
    frame by frame.
    """
    console = Console(stderr=True)
    logging.getLogger("dreamstream").addHandler(Said(console))
    try:
        code = _render(chosen, console)
    except Exception as error:
        if chosen.debug:
            raise
        show_error(console, error)
        code = 2 if isinstance(error, UsageError) else 1
    raise typer.Exit(code)


def _render(chosen: Chosen, console: Console) -> int:
    # Imported here because PyTorch takes seconds and --help should not.
    from dreamstream.api import render  # noqa: PLC0415

    if chosen.output is None:
        raise UsageError("no output given; add -o FILE.mp4 or -o FILE.gif")
    recipe = _recipe(chosen)
    with stopping_on_signals() as stop, Report(console, str(chosen.output), quiet=chosen.quiet) as report:
        render(recipe, chosen.input, chosen.output, report, overwrite=chosen.overwrite, stop=stop.event)
    return stop.exit_code


def _recipe(chosen: Chosen) -> Any:  # noqa: ANN401
    from dreamstream.models import find_model  # noqa: PLC0415
    from dreamstream.preset import load_preset  # noqa: PLC0415
    from dreamstream.recipe import DEFAULT_MODEL, Recipe  # noqa: PLC0415

    tables = chosen.tables
    if "mean_bgr" in tables.get("model", {}):
        tables["model"]["mean_bgr"] = _mean(tables["model"]["mean_bgr"])
    user = Recipe.parse(tables)
    preset = load_preset(chosen.preset) if chosen.preset else Recipe()
    model = find_model(user.model.name or preset.model.name or DEFAULT_MODEL)
    recipe = preset.for_model(model.name).merge(user)
    if chosen.zoom is not None:
        zoom = {"type": "zoom", "scale": chosen.zoom}
        recipe = Recipe.parse({**recipe.tables(), "distort": [*recipe.tables().get("distort", []), zoom]})
    return recipe


def _mean(text: str) -> tuple[float, ...]:
    from dreamstream.caffe import load_mean  # noqa: PLC0415

    if Path(text).is_file():
        return load_mean(Path(text))
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(f"--mean takes B,G,R in grey levels or a .binaryproto file, not '{text}'") from error
