"""The one thing most people do: arguments to a recipe, one call of ``render``, an exit code."""

import logging
from typing import TYPE_CHECKING, Any

from rich.console import Console

from dreamstream.cli.console import Report, notices
from dreamstream.cli.options import Chosen
from dreamstream.cli.settings import spelling
from dreamstream.cli.signals import stopping_on_signals
from dreamstream.errors import UsageError

if TYPE_CHECKING:
    from dreamstream.recipe import Recipe


def run(chosen: Chosen) -> int:
    """Render what was asked for, and return the exit code: 0, or 128 + n after signal n."""
    if chosen.output is None:
        raise UsageError("no output given; add -o FILE.mp4 or -o FILE.gif")
    console = Console(stderr=True)
    with (
        notices(console, logging.ERROR if chosen.quiet else logging.WARNING),
        Report(console, str(chosen.output), quiet=chosen.quiet) as report,
        stopping_on_signals(report.stopping) as stop,
    ):
        # Imported here because PyTorch takes seconds and --help should not.
        from dreamstream.api import render  # noqa: PLC0415

        render(_recipe(chosen), chosen.input, chosen.output, report, overwrite=chosen.overwrite, stop=stop.event)
    return stop.exit_code


def _recipe(chosen: Chosen) -> "Recipe":
    from dreamstream.distortions import create  # noqa: PLC0415
    from dreamstream.preset import load_preset  # noqa: PLC0415
    from dreamstream.recipe import Recipe  # noqa: PLC0415
    from dreamstream.resolve import complete  # noqa: PLC0415

    user = Recipe.parse(_with_mean_read(chosen.tables), spell=spelling)
    recipe = load_preset(chosen.preset).merge(user) if chosen.preset else user
    if chosen.zoom is None:
        return recipe
    recipe, _ = complete(recipe)
    zoom = create({"type": "zoom", "scale": chosen.zoom})
    return recipe.model_copy(update={"distort": (*(recipe.distort or ()), zoom)})


def _with_mean_read(tables: dict[str, Any]) -> dict[str, Any]:
    """Return the tables with the mean as numbers where it was given as a file."""
    from dreamstream.caffe import load_mean  # noqa: PLC0415

    mean = tables.get("model", {}).get("mean_bgr", "")
    if not mean.endswith(".binaryproto"):
        return tables
    return {**tables, "model": {**tables["model"], "mean_bgr": load_mean(mean)}}
