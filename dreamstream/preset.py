"""Presets: one look per TOML file, ours and the user's own."""

import os
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from dreamstream.errors import UnknownNameError
from dreamstream.user_folders import user_folder

if TYPE_CHECKING:
    from dreamstream.recipe import Recipe

_INSTALLED = Path(__file__).parent / "presets"
_CHECKOUT = Path(__file__).parents[1] / "presets"
"""In the wheel the folder lies inside the package, in a checkout beside it."""


def own_folder() -> Path:
    """Return where the user's own presets are looked for: DREAMSTREAM_PRESETS, or the user's configuration."""
    if named := os.environ.get("DREAMSTREAM_PRESETS"):
        return Path(named).expanduser()
    return user_folder("config") / "presets"


def preset_names() -> tuple[str, ...]:
    """Return the names of all presets, in order."""
    return tuple(sorted(_files()))


def preset_file(name: str) -> Path:
    """Return the TOML file of a preset, by its name or its own path; a user's preset hides ours of its name.

    Raises:
        UnknownNameError: there is no such preset.
    """
    files = _files()
    if name in files:
        return files[name]
    if name.endswith(".toml"):
        return Path(name)
    raise UnknownNameError("preset", name, files, hint=" ('dreamstream presets' lists them)")


def load_preset(name: str) -> "Recipe":
    """Return a preset by name or file, or several as ``zoom+hue-drift``: each laid over those before it.

    Their distortions are chained, since that is what one joins presets for.

    Raises:
        UnknownNameError: there is no such preset.
        UsageError: the file makes no sense.
    """
    from dreamstream.recipe import Recipe  # noqa: PLC0415 - names are asked for by shells, who are in a hurry

    # A path may hold a plus itself.
    names = [name] if name.endswith(".toml") and Path(name).is_file() else name.split("+")
    return reduce(_joined, (Recipe.load(preset_file(each.strip())) for each in names))


def _joined(under: "Recipe", over: "Recipe") -> "Recipe":
    chain = (*(under.distort or ()), *(over.distort or ()))
    return under.merge(over).model_copy(update={"distort": chain or None})


def _files() -> dict[str, Path]:
    ours = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    return {path.stem: path for folder in (ours, own_folder()) for path in folder.glob("*.toml")}
