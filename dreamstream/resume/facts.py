"""What a render is made from, so that it is only gone on with from the same."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from dreamstream import __version__
from dreamstream.errors import UsageError
from dreamstream.fingerprint import file_fingerprint
from dreamstream.recipe import Recipe

Facts: TypeAlias = Mapping[str, str]
"""What it is called in a sentence -> what it is: a fingerprint, or a value as JSON has it."""

_FINGERPRINT = "fingerprint "


def facts_of(
    recipe: Recipe, device: str, files: Mapping[str, Path], size: tuple[int, int], input_fingerprint: str
) -> Facts:
    """Return all that a film follows from.

    Args:
        recipe: complete.
        device: where the network runs, and in which precision, in words.
        files: what each is called -> the files that are read besides the input.
        size: (width, height) of the frames in pixels.
        input_fingerprint: the source's.

    Raises:
        OSError: a file can't be read.
    """
    return {
        "the input": _FINGERPRINT + input_fingerprint,
        **{name: _FINGERPRINT + file_fingerprint(path) for name, path in files.items()},
        **{key: value for key, value in _flat(recipe.tables()) if not _says_nothing(key, recipe, size)},
        "the device": device,
        "dreamstream's version": __version__,
    }


def refuse_other(before: Facts, now: Facts, state_path: Path) -> None:
    """Raise UsageError, naming what differs, where a render was begun from something else."""
    names = [name for name in (*now, *sorted(before.keys() - now.keys())) if before.get(name) != now.get(name)]
    if names:
        told = "; ".join(_difference(name, before.get(name), now.get(name)) for name in names)
        raise UsageError(
            f"{state_path} belongs to another render: {told}; --resume needs all as it was, --overwrite (-y) without "
            "it begins anew"
        )


def _difference(name: str, before: str | None, now: str | None) -> str:
    if (before or now or "").startswith(_FINGERPRINT):
        return f"{name} is another" if before and now else f"{name} {'is not' if before else 'was not'} in use"
    return f"{name} was {before or 'not set'} and is {now or 'not set'}"


def _says_nothing(key: str, recipe: Recipe, size: tuple[int, int]) -> bool:
    """Tell whether a key makes no difference in a film."""
    match key:
        case "description":
            return True
        case "sink.audio":
            # A file is told from another by what is in it.
            return recipe.sink.audio != "none"
        case "model.threads":
            # The device says how many there are.
            return True
        case "model.tile":
            # Tiles of the computer's own choice are as many as there is memory for, from step to step.
            return not isinstance(recipe.model.tile, int) or recipe.model.tile >= max(size)
        case _:
            return False


def _flat(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", json.dumps(value, ensure_ascii=False)
