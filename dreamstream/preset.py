"""Presets: one look per TOML file."""

from pathlib import Path

from dreamstream.errors import UnknownNameError
from dreamstream.recipe import Recipe

_INSTALLED = Path(__file__).parent / "presets"
_CHECKOUT = Path(__file__).parents[1] / "presets"
"""In the wheel the folder lies inside the package, in a checkout beside it."""


def preset_names() -> tuple[str, ...]:
    """Return the names of all presets, in order."""
    return tuple(sorted(path.stem for path in _folder().glob("*.toml")))


def load_preset(name: str) -> Recipe:
    """Return a preset by name, or from a TOML file by its path.

    Raises:
        UnknownNameError: there is no such preset.
        UsageError: the file makes no sense.
    """
    if name in preset_names():
        return Recipe.load(_folder() / f"{name}.toml")
    if name.endswith(".toml"):
        return Recipe.load(Path(name))
    raise UnknownNameError("preset", name, preset_names(), hint=" ('dreamstream presets' lists them)")


def _folder() -> Path:
    return _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
