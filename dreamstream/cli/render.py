"""The one thing most people do: arguments to a recipe, one call of ``render``, an exit code."""

import json
import logging
import tomllib
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from dreamstream.cli.console import Report, notices
from dreamstream.cli.options import Chosen
from dreamstream.cli.preview import console_beside, is_wanted, previewing, report_beside
from dreamstream.cli.recipe import look_like
from dreamstream.cli.settings import spelling
from dreamstream.cli.signals import ending_on_ctrl_c, stopping_on_signals
from dreamstream.errors import UsageError

if TYPE_CHECKING:
    from dreamstream.recipe import Recipe
    from dreamstream.sinks import Sink
    from dreamstream.sources import Source

STILL_PRESET = "zoom"
"""The look of a still for which none is asked: without a distortion it would only set into one picture."""


def run(chosen: Chosen) -> int:
    """Render what was asked for, and return the exit code: 0, or 128 + n after signal n."""
    if chosen.plan:
        return _plan(chosen)
    if not (chosen.output or is_wanted(chosen)):
        raise UsageError("no output given; add -o FILE.mp4 or -o FILE.gif, or --preview")
    from dreamstream.sinks import shown  # noqa: PLC0415 - --help needs neither this nor what comes below

    with (
        console_beside(chosen) as console,
        notices(console, logging.ERROR if chosen.quiet else logging.WARNING),
        Report(console, ", ".join(map(shown, chosen.output or ())), quiet=chosen.quiet) as report,
    ):
        from dreamstream.opening import open_input  # noqa: PLC0415

        recipe = recipe_of(chosen)
        # The output first: that it may not be written is known before anything is read.
        sink = _output(chosen, recipe)
        with ending_on_ctrl_c():
            opened = open_input(chosen.input, recipe, sink.enough_frames)
        with opened as source, stopping_on_signals(report.stopping) as stop:
            recipe = _with_look(recipe, chosen, source)
            render = _renderer(recipe, resume=chosen.resume)
            with previewing(chosen, source.info, recipe, stop.event) as preview:
                render(recipe, source, sink, report_beside(chosen, report), stop=stop.event, preview=preview)
            if preview and preview.recorded:
                report.say(f"what {_who(recipe)} is in {preview.recorded}; --preset {preview.recorded} does it again")
    return stop.exit_code


def _output(chosen: Chosen, recipe: "Recipe") -> "Sink":
    """Return the output that was asked for; without one, the film is only looked at."""
    from dreamstream.completion import complete  # noqa: PLC0415
    from dreamstream.opening import files_of, open_output  # noqa: PLC0415
    from dreamstream.sinks import LiveSink  # noqa: PLC0415

    if not chosen.output:
        return LiveSink()
    whole, _ = complete(recipe)
    read = files_of(chosen.input)
    return open_output(chosen.output, whole, read, overwrite=chosen.overwrite, resume=chosen.resume)


def _who(recipe: "Recipe") -> str:
    return "was done by hand" if recipe.dream.budget_seconds is None else "hands did and the budget picked"


def _plan(chosen: Chosen) -> int:
    """Say what the render would take, and return the exit code."""
    from dreamstream.completion import complete  # noqa: PLC0415
    from dreamstream.opening import open_input, open_output  # noqa: PLC0415
    from dreamstream.planning import plan  # noqa: PLC0415

    console = Console(stderr=True)
    with notices(console, logging.WARNING), Report(console, "", quiet=False) as report:
        recipe = recipe_of(chosen)
        whole, _ = complete(recipe)
        sink = open_output(chosen.output, whole, overwrite=True, resume=chosen.resume) if chosen.output else None
        with open_input(chosen.input, recipe, sink.enough_frames if sink else None) as source:
            report(plan(_with_look(recipe, chosen, source), source, sink, report, resume=chosen.resume))
    return 0


def _with_look(recipe: "Recipe", chosen: Chosen, source: "Source") -> "Recipe":
    return over_preset(STILL_PRESET, recipe) if source.info.is_still and is_bare(chosen, recipe) else recipe


def is_bare(chosen: Chosen, recipe: "Recipe") -> bool:
    """Tell whether no look was asked for."""
    return not (chosen.preset or chosen.like) and recipe.distort is None


def _renderer(recipe: "Recipe", *, resume: bool) -> Callable[..., object]:
    """Return what renders a recipe; where nothing dreams, that goes without PyTorch, which takes seconds to import."""
    from dreamstream.completion import complete  # noqa: PLC0415

    if complete(recipe)[0].dream.motion_only:
        from dreamstream.motion import render_motion  # noqa: PLC0415

        return render_motion
    from dreamstream.api import render  # noqa: PLC0415

    return partial(render, resume=resume)


def recipe_of(chosen: Chosen) -> "Recipe":
    """Return the recipe that all options together make; raises UsageError."""
    if chosen.like and chosen.preset:
        raise UsageError("--like and --preset both say the look; give one, or save 'dreamstream recipe' as a preset")
    from dreamstream.completion import complete  # noqa: PLC0415
    from dreamstream.distortions import create, parse_chain  # noqa: PLC0415

    user = user_recipe(chosen.tables)
    if chosen.distort:
        chain = tuple(each for filters in chosen.distort for each in parse_chain(filters))
        user = user.model_copy(update={"distort": chain})
    for assignment in chosen.set:
        user = user.merge(assigned(assignment))
    recipe = user
    if chosen.like:
        recipe = look_like(chosen.like, user)
    elif chosen.preset:
        recipe = over_preset(chosen.preset, user)
    if chosen.zoom is None:
        return recipe
    recipe, _ = complete(recipe)
    zoom = create({"type": "zoom", "scale": chosen.zoom})
    return recipe.model_copy(update={"distort": (*(recipe.distort or ()), zoom)})


def user_recipe(tables: dict[str, Any]) -> "Recipe":
    """Return the recipe of what options set; the mean may be a file.

    Raises:
        UsageError: a value makes no sense; names the option.
        WeightsError: the mean's file can't be read.
    """
    from dreamstream.recipe import Recipe  # noqa: PLC0415

    return Recipe.parse(_with_mean_read(tables), spell=spelling)


def assigned(text: str) -> "Recipe":
    """Return the recipe that sets one key: KEY=VALUE, the value as TOML has it, or else a text.

    Raises:
        UsageError: it is no such assignment, or the key or value makes no sense.
    """
    from dreamstream.recipe import Recipe  # noqa: PLC0415

    key, equals, value = text.partition("=")
    for spelled in (value, json.dumps(value, ensure_ascii=False)) if equals else ():
        # Brackets within brackets within brackets.
        with suppress(tomllib.TOMLDecodeError, RecursionError):
            return Recipe.parse(tomllib.loads(f"{key} = {spelled}"), "--set")
    raise UsageError(f"--set takes KEY=VALUE, like dream.step_size=2, not '{text}'")


def over_preset(name: str, recipe: "Recipe") -> "Recipe":
    """Return a recipe laid over a preset's; raises UsageError."""
    from dreamstream.preset import load_preset  # noqa: PLC0415
    from dreamstream.recipe import Recipe  # noqa: PLC0415

    # A path of the user's own says more than others need to know.
    named = Recipe.parse({"origin": {"preset": "+".join(Path(each).name for each in name.split("+"))}})
    return load_preset(name).merge(named).merge(recipe)


def _with_mean_read(tables: dict[str, Any]) -> dict[str, Any]:
    """Return the tables with the mean as numbers, which may have been given as a file."""
    from dreamstream.cli.mean import read_mean  # noqa: PLC0415

    model = tables.get("model", {})
    if "mean_bgr" not in model:
        return tables
    return {**tables, "model": {**model, "mean_bgr": read_mean(model["mean_bgr"])}}
