"""What the parsers accept, as plain data: commands, their options, and what an option or argument may be.

What that is, is told by the recipe's own types, by the annotation, and by the metavar that --help shows.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from typer.core import TyperArgument, TyperGroup, TyperOption

from dreamstream.cli.settings import SETTINGS
from dreamstream.tables import Settings

FILES, PRESETS, MODELS, LAYERS, DISTORTIONS = "@files", "@presets", "@models", "@layers", "@distortions"
"""What stands for names that are looked up; whatever else is in a list of values is a word itself."""

_BY_METAVAR = {
    "PRESET": (PRESETS, FILES),
    "MODEL": (MODELS, FILES),
    "LAYER": (LAYERS,),
    "FILTERS": (DISTORTIONS,),
    **dict.fromkeys(("B,G,R", "CAFFEMODEL", "FILE", "FILE.png", "FOLDER", "INPUT", "PICTURE", "PROTOTXT"), (FILES,)),
}
_WORD = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True)
class Option:
    """One option of a command."""

    spellings: tuple[str, ...]
    help: str
    """Its first sentence."""
    values: tuple[str, ...] | None
    """What may follow it; None for a switch, empty where it may be anything."""


@dataclass(frozen=True)
class Command:
    """One command."""

    name: str
    """As it is typed after the program's: ``models fetch``; empty for the render."""
    help: str
    options: tuple[Option, ...]
    values: tuple[str, ...]
    """What its arguments may be."""


def read_commands(parsers: Mapping[str, Any]) -> tuple[Command, ...]:
    """Return all commands of the verbs' parsers, the render first."""
    return tuple(command for name, parser in parsers.items() for command in _commands(name, parser))


def sentence(text: str) -> str:
    """Return the first sentence of a help text, without its full stop and markup's backslashes."""
    plain = " ".join(text.replace("\\[", "[").split())
    return re.split(r"[.;:] ", plain, maxsplit=1)[0].removesuffix(".")


def _commands(name: str, parser: Any) -> Iterator[Command]:  # noqa: ANN401 - Typer hides its base class
    further = parser.commands if isinstance(parser, TyperGroup) else {}
    arguments = [value for each in parser.params if isinstance(each, TyperArgument) for value in _values(each)]
    options = tuple(
        Option((*each.opts, *each.secondary_opts), sentence(each.help or ""), None if each.is_flag else _values(each))
        for each in parser.params
        if isinstance(each, TyperOption)
    )
    asking = Option(("--help", "-h"), "Show what there is", None)
    yield Command(name, sentence(parser.help or ""), (*options, asking), (*further, *dict.fromkeys(arguments)))
    for word, command in further.items():
        yield from _commands(f"{name} {word}", command)


def _values(parameter: TyperOption | TyperArgument) -> tuple[str, ...]:
    annotation = parameter.type_descriptor.annotation
    # Several metavars in one are a choice; of a list, one is shown.
    parts = (parameter.metavar or "").removesuffix(",...").split("|")
    told = [value for part in parts for value in _BY_METAVAR.get(part, (part,) if _WORD.fullmatch(part) else ())]
    if not told:
        told = [FILES] if annotation is Path else list(_words(annotation))
    return tuple(dict.fromkeys((*told, *_words(_TYPES.get(parameter.name)))))


def _words(annotation: Any) -> Iterator[str]:  # noqa: ANN401 - any type there is
    """Yield the words that a type allows, wherever in it."""
    if get_origin(annotation) is Literal:
        yield from (each for each in get_args(annotation) if isinstance(each, str))
        return
    for part in get_args(annotation):
        yield from _words(part)


def _type_of(key: str) -> Any:  # noqa: ANN401
    table: type[BaseModel] = Settings
    *path, last = key.split(".")
    for name in path:
        annotation = table.model_fields[name].annotation
        table = annotation if isinstance(annotation, type) else Settings
    return table.model_fields[last].annotation


_TYPES: Mapping[str | None, Any] = {setting.parameter: _type_of(setting.key) for setting in SETTINGS}
"""Name of an option's parameter to the type of the recipe's key."""
