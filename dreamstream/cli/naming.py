"""What the outputs of several inputs are called: ``{}`` stands for the input's own name."""

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from dreamstream.errors import UsageError

PLACE = "{}"
"""As in GNU parallel and fd; here it is the name alone, without folders and ending."""

_STANDARD_INPUT = "-"
_PATTERN = re.compile(r"%\d*d|[*?\[\]]")
"""What numbered pictures have in their names."""


def name_of(target: str) -> str:
    """Return an input's name without folders and ending, as it can be part of a file's: clip, noise-640x360."""
    if target == _STANDARD_INPUT:
        return "stdin"
    parts = urlsplit(target) if "://" in target else None
    path: PurePosixPath | Path = Path(target) if parts is None else PurePosixPath(parts.path)
    # Numbered pictures whose names are their numbers are known by their folder.
    names = (_PATTERN.sub("", name) for name in (path.stem, path.parent.name, parts.hostname or "" if parts else ""))
    return next((name for name in names if name), "film").replace(":", "-")


def outputs_of(inputs: Sequence[str], outputs: Sequence[str]) -> list[list[str]]:
    """Return the names of each input's outputs.

    Raises:
        UsageError: films of several inputs would have one name.
    """
    made = [[output.replace(PLACE, name_of(target)) for output in outputs] for target in inputs]
    if len(inputs) == 1:
        return made
    for output in outputs:
        if PLACE not in output:
            raise UsageError(
                f"{len(inputs)} inputs make as many films, and {output} is the name of one; write "
                f"-o '{_with_place(output)}', where {PLACE} is each input's name"
            )
    whose: dict[str, int] = {}
    for number, names in enumerate(made):
        for name in names:
            other = whose.setdefault(name, number)
            if other != number:
                both = f"{inputs[other]} and {inputs[number]}"
                raise UsageError(f"{both} would both be {name}; rename one, or render it by itself")
    return made


def _with_place(output: str) -> str:
    """Return the nearest name that would do."""
    if output == _STANDARD_INPUT or "://" in output:
        return f"{PLACE}.mp4"
    path = Path(output)
    return str(path / f"{PLACE}.mp4") if path.is_dir() else str(path.with_name(f"{PLACE}{path.suffix or '.mp4'}"))
