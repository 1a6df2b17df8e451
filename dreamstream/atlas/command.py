"""The command that dreams like an atlas; with a tile's option added, exactly that tile."""

import os
import shlex
from pathlib import Path

from dreamstream.frame import Pixels
from dreamstream.recipe import DEFAULT_MODEL, Recipe
from dreamstream.sources.noise import PREFIX


def command_line(picture: str | os.PathLike[str] | Pixels, recipe: Recipe, size: tuple[int, int]) -> str:
    """Return the command, ready for a shell, without layer and output.

    Args:
        picture: what is dreamed on.
        recipe: complete.
        size: of a tile, (width, height) in pixels.

    Of files only the names are told: a sheet is made to be shown, and where its maker keeps things is nobody's
    business.
    """
    model, dream = recipe.model, recipe.dream
    values = {
        "--model": _name(model.name or DEFAULT_MODEL),
        "--weights": _name(model.weights),
        "--mean": model.mean_bgr and ",".join(f"{level:g}" for level in model.mean_bgr),
        "--engine": model.engine,
        "--precision": model.precision,
        "--size": f"{size[0]}x{size[1]}",
        "--octaves": dream.octaves,
        "--octave-scale": dream.octave_scale,
        "--iterations": dream.iterations,
        "--step-size": dream.step_size,
        "--jitter": dream.jitter,
        "--amount": None if dream.amount == 1 else dream.amount,
        "--guide": _name(dream.guide),
        "--mask": _name(dream.mask),
        "--mask-feather": dream.mask_feather or None,
        "--smooth-octaves": dream.smooth_octaves or None,
        "--total-variation": dream.total_variation or None,
        "--l2-decay": dream.l2_decay or None,
        "--colour-lock": dream.lock.strength,
        "--seed": dream.seed,
    }
    told = [part for option, value in values.items() if value is not None for part in (option, _text(value))]
    return shlex.join(["dreamstream", _name(picture) or "PICTURE", *told])


def _name(file: object) -> str | None:
    if not isinstance(file, str | os.PathLike):
        return None
    text = os.fspath(file)
    return text if text.startswith(PREFIX) else Path(text).name


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
