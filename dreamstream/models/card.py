"""What is known of a model: where its files are, its mean, its layers by depth, its own defaults."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from dreamstream.errors import UnknownNameError, UsageError
from dreamstream.models.folder import models_folder
from dreamstream.models.weights import Download

_FOLDER = Path(__file__).parent
OWN_CARD = "model.toml"
"""In a folder of its model's name, in the models folder: the table of a model of one's own."""


class ModelCard(BaseModel):
    """One model, by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    description: str = ""
    prototxt: Path
    weights: Path | Download | None = None
    """The caffemodel; None where the user has to give it."""
    mean_bgr: tuple[float, float, float] = (104.0, 117.0, 123.0)
    """What it was trained with, grey levels."""
    licence: str = ""
    source: str = ""
    """Who published it, and the page that says so."""
    layers: Mapping[str, str] = {}
    """Aliases by depth (edges, textures, patterns, parts, objects) to layer names."""
    suggested: Mapping[str, str] = {}
    """Layers worth a try, and what they are, in a few words."""
    dream: Mapping[str, Any] = {}
    """Its own defaults for the recipe's ``[dream]`` table."""
    evolve: Mapping[str, Any] = {}
    """Its own defaults for the recipe's ``[evolve]`` table."""
    training: Mapping[str, Any] = {}
    """How it came about, where ``dreamstream train`` made it."""


def known_models() -> tuple[ModelCard, ...]:
    """Return every model that has a name: those of models.toml in its order, then the user's own by name.

    Raises:
        UsageError: the table of a model of the user's own makes no sense.
    """
    return (*_built_in().values(), *(_read_card(name, models_folder() / name / OWN_CARD) for name in _own_names()))


def find_model(name: str) -> ModelCard:
    """Return the card of a model by its name, or for the path of a prototxt the card beside it, else a bare one.

    Raises:
        UnknownNameError: no model has that name.
        UsageError: it is a path, and nothing is there or it may not be read; or the model's own table makes no sense.
    """
    cards = _built_in()
    if name in cards:
        return cards[name]
    own = _own_names()
    if name in own:
        return _read_card(name, models_folder() / name / OWN_CARD)
    path = Path(name)
    try:
        is_file = path.is_file()
    except OSError as error:
        raise UsageError(f"can't read the model '{name}': {error.strerror}") from error
    if is_file:
        return _card_beside(path)
    if path.suffix in (".prototxt", ".protxt", ".pbtxt") or len(path.parts) > 1:
        raise UsageError(f"no such file: '{name}' (a model is a known name or the path of a deploy prototxt)")
    raise UnknownNameError("model", name, (*cards, *own))


def built_in_names() -> frozenset[str]:
    """Return the names of the models that come with the package."""
    return frozenset(_built_in())


def _built_in() -> dict[str, ModelCard]:
    tables = tomllib.loads((_FOLDER / "models.toml").read_text(encoding="utf-8"))
    return {name: _card(name, table, _FOLDER) for name, table in tables.items()}


def _own_names() -> list[str]:
    return sorted(path.parent.name for path in models_folder().glob(f"*/{OWN_CARD}"))


def _read_card(name: str, path: Path) -> ModelCard:
    try:
        return _card(name, tomllib.loads(path.read_text(encoding="utf-8")), path.parent)
    except ValidationError as error:
        raise UsageError(f"the model card '{path}' makes no sense: {'; '.join(_sentences(error))}") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} can't be read: {error}") from error


def _card(name: str, table: Mapping[str, Any], folder: Path) -> ModelCard:
    files = {key: folder / table[key] for key in ("prototxt", "weights") if isinstance(table.get(key), str)}
    return ModelCard.model_validate({"name": name, **table, **files})


def _card_beside(prototxt: Path) -> ModelCard:
    """Return what ``NAME.toml`` says of ``NAME.prototxt``; one that does not name it is something else's."""
    path = prototxt.with_suffix(".toml")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        table = {}
    if table.get("prototxt") != prototxt.name:
        return ModelCard(name=prototxt.stem, prototxt=prototxt)
    return _read_card(prototxt.stem, path)


def _sentences(error: ValidationError) -> Iterator[str]:
    for problem in error.errors():
        yield f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
