"""One render, whole, as frozen data: the tables of a TOML file, the options of the command line.

Every setting may be unset (None); recipes are laid over one another, and what is set above hides what is below:
built-in, then the model's own, then the preset, then the user's.
"""

import os
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import tomli_w
from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from dreamstream.errors import UnknownNameError, UsageError
from dreamstream.overlay import less, overlaid, without_empty
from dreamstream.tables import Act, Origin, Settings, Table

DEFAULT_MODEL = "motif"


class Recipe(Settings):
    """The whole of one render."""

    description: str | None = Field(None, description="one line for the list of presets")
    per_model: dict[str, Settings] = Field(
        default_factory=dict, description="tables that hold only where the named model is in use"
    )
    origin: Origin = Origin()

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read a TOML file.

        Raises:
            UsageError: it can't be read, is not TOML, or holds a key or value that makes no sense.
        """
        return cls.parse(load_tables(path), str(path))

    @classmethod
    def parse(cls, tables: Mapping[str, Any], where: str = "", spell: Callable[[str], str] = str) -> Self:
        """Build a recipe from plain tables.

        Args:
            tables: as TOML has them.
            where: what is named in errors as their place.
            spell: from a dotted key to the name it has in errors.

        Raises:
            UsageError: a key or value makes no sense; says which and why.
        """
        try:
            return cls.model_validate(tables)
        except ValidationError as error:
            prefix = f"{where}: " if where else ""
            sentences = (_sentence(problem, spell) for problem in error.errors())
            # What shows a place takes lines of its own.
            raise UsageError(prefix + "; ".join(sorted(sentences, key=lambda sentence: "\n" in sentence))) from error

    def merge(self, over: "Recipe") -> Self:
        """Return this recipe with everything that ``over`` sets laid over it; lists are replaced whole.

        What ``over`` sets also hides what this recipe says of the same key for one model alone, so that
        ``under.merge(over).for_model(name)`` is ``under.for_model(name).merge(over.for_model(name))``.
        """
        under, upper = self.tables(), over.tables()
        for name, tables in under.get("per_model", {}).items():
            under["per_model"][name] = less(tables, upper)
        return self.parse(overlaid(under, upper))

    def for_model(self, name: str) -> Self:
        """Return this recipe with what it says for the model ``name`` laid over it, and no word of any other."""
        tables = self.tables()
        own = tables.pop("per_model", {}).get(name, {})
        return self.parse(overlaid(tables, own))

    def acted(self, acts: Iterable[Act]) -> Self:
        """Return this recipe with what was done besides its own acts, while it was rendered.

        A budget is left out: the acts say what it has picked, and another machine would pick otherwise.
        """
        both = sorted((*(self.act or ()), *acts), key=lambda act: act.frame)
        dream = self.dream.model_copy(update={"budget_seconds": None})
        return self.model_copy(update={"act": tuple(both), "dream": dream, "description": "steered while it ran"})

    def tables(self) -> dict[str, Any]:
        """Return everything that is set, as plain tables."""
        return without_empty(self.model_dump(mode="json", exclude_none=True))

    def dump(self) -> str:
        """Return everything that is set, as TOML."""
        return tomli_w.dumps(self.tables())


def load_tables(path: str | os.PathLike[str], what: str = "recipe") -> dict[str, Any]:
    """Return a TOML file's tables as they are; raises UsageError where it can't be read or is not TOML."""
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"can't read the {what} '{path}': {error.strerror}") from error
    # Brackets within brackets within brackets are not a ValueError.
    except (ValueError, RecursionError) as error:
        raise UsageError(f"'{path}' is not a TOML file: {error}") from error


_PLAIN_WORDS = {
    "bool_parsing": "should be true or false",
    "bool_type": "should be true or false",
    "dict_type": "should be a table",
    "float_parsing": "should be a number",
    "float_type": "should be a number",
    "int_from_float": "should be a whole number",
    "int_parsing": "should be a whole number",
    "int_type": "should be a whole number",
    "model_type": "should be a table",
    "path_type": "should be a path",
    "string_type": "should be text",
    "tuple_type": "should be a list",
}


def _sentence(problem: ErrorDetails, spell: Callable[[str], str]) -> str:
    key = ".".join(map(str, problem["loc"]))
    if problem["type"] == "extra_forbidden":
        return str(UnknownNameError("key", key, _keys_near(problem["loc"])))
    if problem["type"] == "value_error":
        return f"{spell(key)}: {problem['msg'].removeprefix('Value error, ')}"
    if problem["type"] == "missing":
        return f"{spell(key)} is missing"
    complaint = _PLAIN_WORDS.get(problem["type"], problem["msg"].removeprefix("Input "))
    return f"{spell(key)} {complaint}, not {problem['input']}"


def _keys_near(loc: tuple[int | str, ...]) -> Iterator[str]:
    return _keys(Settings, f"per_model.{loc[1]}.") if loc[0] == "per_model" else _keys(Recipe)


def _keys(table: type[Table], prefix: str = "") -> Iterator[str]:
    for name, field in table.model_fields.items():
        yield f"{prefix}{name}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, Table):
            yield from _keys(field.annotation, f"{prefix}{name}.")
