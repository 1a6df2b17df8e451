"""The recipe that travels in the file it made: written into the comment of every output that has one, and read back."""

import logging
import os
import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomli_w

from dreamstream import __version__
from dreamstream.comments import LONGEST_BYTES, comment_in, comments_of, without_comment
from dreamstream.errors import UsageError
from dreamstream.fingerprint import file_sha256
from dreamstream.frame import StreamInfo
from dreamstream.recipe import DEFAULT_MODEL, Recipe, load_tables
from dreamstream.sources.base import Source
from dreamstream.tables import Act, Origin

_MOST_DOTS = 2_000
"""In a line; Python takes hours over a key of so many parts as fit into a long text."""

_HEADING = "# 'dreamstream recipe FILE' prints this recipe, and --like FILE renders its look again.\n"

_logger = logging.getLogger("dreamstream")


def carrying(
    source: Source,
    recipe: Recipe,
    prototxt: Path | None = None,
    weights: Path | None = None,
    acts: Callable[[], tuple[Act, ...]] | None = None,
) -> StreamInfo:
    """Return what a sink is told of a stream: the source's facts, and the recipe where the output shall carry it.

    A recipe that the input itself carries is taken out, any other comment of its moves into the new recipe. Where
    ``recipe`` says which model it was made for and that is another one here, a warning says so.

    Args:
        source: the input.
        recipe: complete.
        prototxt: the model's description; None where nothing dreams.
        weights: its caffemodel.
        acts: tells what was done so far, besides the recipe's own acts; asked from another thread.
    """
    info = source.info
    comment = comment_in(info.metadata)
    if comment is not None and _tables_in(comment) is not None:
        info, comment = replace(info, metadata=without_comment(info.metadata)), None
    asked = recipe.origin
    if not (recipe.sink.embed or asked.prototxt_sha256 or asked.weights_sha256):
        return info
    origin = Origin(
        dreamstream=__version__,
        model=recipe.model.name or DEFAULT_MODEL,
        prototxt_sha256=prototxt and file_sha256(prototxt),
        weights_sha256=weights and file_sha256(weights),
        preset=asked.preset,
        source=source.public_name or None,
        size=(info.width, info.height),
        fps=info.rate,
        comment=comment or None,
    )
    _compare(asked, origin)
    if not recipe.sink.embed:
        return info
    told = _with_text(info, composed(recipe, origin))
    return replace(told, recipe_so_far=_so_far(recipe, origin, acts)) if acts and told.recipe else told


def composed(recipe: Recipe, origin: Origin) -> str:
    """Return a recipe with what is told of its origin, as TOML; the model is named even where nobody named it."""
    named = Recipe.parse({"model": {"name": origin.model}}).merge(recipe.model_copy(update={"origin": origin}))
    return _HEADING + _dumped(named.tables())


def handed_on(info: StreamInfo, path: str | os.PathLike[str], *, embed: bool) -> StreamInfo:
    """Return what a sink is told of a film's stream that nothing is dreamed on: its recipe stays, or is left out.

    Args:
        info: the stream's facts.
        path: the film's file.
        embed: whether the output shall carry the recipe that the film carries.
    """
    text = next((each for each in comments_of(Path(path)) if _tables_in(each) is not None), None)
    if text is None:
        return info
    return _with_text(info, text) if embed else replace(info, metadata=without_comment(info.metadata))


def read_text(path: str | os.PathLike[str]) -> str:
    """Return the recipe that a file carries, as TOML, whatever version of dreamstream made it.

    Raises:
        UsageError: the file can't be read, or carries none.
    """
    return _HEADING + _dumped(read_tables(path))


def read_tables(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return the recipe that a film or picture carries, or that a TOML file is, as plain tables; raises UsageError."""
    path = Path(path)
    if path.suffix.lower() == ".toml":
        return load_tables(path)
    try:
        comments = comments_of(path)
    except OSError as error:
        raise UsageError(f"can't read '{path}': {error.strerror or error}") from error
    tables = next((each for each in map(_tables_in, comments) if each is not None), None)
    if tables is None:
        raise UsageError(f"'{path}' carries no recipe: dreamstream did not make it, was told not to, or it was lost")
    return tables


def _so_far(recipe: Recipe, origin: Origin, acts: Callable[[], tuple[Act, ...]]) -> Callable[[], str]:
    @lru_cache(maxsize=1)
    def text(done: tuple[Act, ...]) -> str:
        return composed(recipe.acted(done) if done else recipe, origin)

    return lambda: text(acts())


def _with_text(info: StreamInfo, text: str) -> StreamInfo:
    size_bytes = len(text.encode())
    if size_bytes > LONGEST_BYTES:
        _logger.warning("the recipe has %d bytes, too many to travel in the file; keep it yourself", size_bytes)
        return info
    return replace(info, metadata=without_comment(info.metadata), recipe=text)


def _dumped(tables: dict[str, Any]) -> str:
    origin = {"origin": tables["origin"]} if "origin" in tables else {}
    text = tomli_w.dumps({**{key: value for key, value in tables.items() if key != "origin"}, **origin})
    # What a stranger wrote must not steer the terminal; TOML itself forbids the other such characters.
    return "".join(f"\\u{ord(each):04x}" if "\x80" <= each < "\xa0" else each for each in text)


def _tables_in(comment: str) -> dict[str, Any] | None:
    """Return the recipe that a comment is, as plain tables; None where it is something else."""
    if len(comment) > LONGEST_BYTES or any(line.count(".") > _MOST_DOTS for line in comment.splitlines()):
        return None
    try:
        tables = tomllib.loads(comment)
    except (ValueError, RecursionError):
        return None
    origin = tables.get("origin")
    return tables if isinstance(origin, dict) and "dreamstream" in origin else None


def _compare(asked: Origin, origin: Origin) -> None:
    if asked.model != origin.model:
        return
    for part in ("prototxt", "weights"):
        wanted, here = (getattr(each, f"{part}_sha256") for each in (asked, origin))
        if wanted is not None and here is not None and wanted != here:
            _logger.warning(
                "the recipe was made for another model '%s': the sha256 of its %s is %.12s... and here %.12s...; "
                "the look may differ",
                *(origin.model, part, wanted, here),
            )
