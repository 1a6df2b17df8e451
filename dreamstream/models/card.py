"""What is known of a model: where its files are, its mean, its layers by depth, its own defaults."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from dreamstream.errors import UnknownNameError, UsageError

_FOLDER = Path(__file__).parent


class ModelCard(BaseModel):
    """One model, by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    description: str = ""
    prototxt: Path
    weights: Path | None = None
    """The caffemodel; None where the user has to give it."""
    mean_bgr: tuple[float, float, float] = (104.0, 117.0, 123.0)
    """What it was trained with, grey levels."""
    licence: str = ""
    layers: Mapping[str, str] = {}
    """Aliases by depth (edges, textures, patterns, parts, objects) to layer names."""
    dream: Mapping[str, Any] = {}
    """Its own defaults for the recipe's ``[dream]`` table."""


def known_models() -> tuple[ModelCard, ...]:
    """Return every model that has a name, in the order of models.toml."""
    tables = tomllib.loads((_FOLDER / "models.toml").read_text(encoding="utf-8"))
    return tuple(_card(name, table) for name, table in tables.items())


def find_model(name: str) -> ModelCard:
    """Return the card of a model by its name, or a bare card for the path of a prototxt.

    Raises:
        UnknownNameError: no model has that name.
        UsageError: it is a path, and nothing is there.
    """
    cards = {card.name: card for card in known_models()}
    if name in cards:
        return cards[name]
    path = Path(name)
    if path.is_file():
        return ModelCard(name=path.stem, prototxt=path)
    if path.suffix in (".prototxt", ".protxt", ".pbtxt") or len(path.parts) > 1:
        raise UsageError(f"no such file: '{name}' (a model is a known name or the path of a deploy prototxt)")
    raise UnknownNameError("model", name, cards)


def _card(name: str, table: Mapping[str, Any]) -> ModelCard:
    files = {key: _FOLDER / table[key] for key in ("prototxt", "weights") if key in table}
    return ModelCard.model_validate({"name": name, **table, **files})
