"""What of another render's recipe makes its look, and can be laid on a new input."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_IN_A_TABLE = {
    "model": {"name", "weights", "mean_bgr", "precision"},
    "origin": {"model", "prototxt_sha256", "weights_sha256", "preset"},
}
"""Of these tables only these keys: not where the network ran, not what was rendered."""
_WHOLE = {"dream", "distort", "evolve", "act"}
_OF_THE_MACHINE = {"budget_seconds"}
"""Of the dream's keys, what says how fast it was computed."""

FILE_KEYS = {"weights", "guide", "mask", "reference"}
"""The keys of recipes and our own distortions that are paths."""
_FORMULA_KEYS = {"objective", "ends"}
_GUIDE = re.compile(r"guide\(\s*(.+?)\s*\)\s*@")
_PRESET_FILE = re.compile(r"\.toml\s*(\+|$)")
_PROTOTXT = re.compile(r".*[/\\].*|.*\.(prototxt|protxt|pbtxt)", re.DOTALL)


def look_of(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recipe's plain tables without those of the input and the output, and without where it was computed."""
    look = {key: value for key, value in tables.items() if key in _WHOLE}
    if isinstance(dream := look.get("dream"), dict):
        look["dream"] = {key: value for key, value in dream.items() if key not in _OF_THE_MACHINE}
    for name, keys in _IN_A_TABLE.items():
        if isinstance(tables.get(name), dict):
            look[name] = {key: value for key, value in tables[name].items() if key in keys}
    if isinstance(per_model := tables.get("per_model"), dict):
        look["per_model"] = {name: look_of(own) if isinstance(own, dict) else own for name, own in per_model.items()}
    return look


def files_named(tables: Mapping[str, Any]) -> dict[str, None]:
    """Return the files that a recipe's plain tables name, in order, before any of them is opened."""
    return dict.fromkeys(_files("", tables))


def presets_by_path(tables: Mapping[str, Any]) -> list[str]:
    """Return the presets of acts in a recipe's plain tables that are files rather than names."""
    own = tables.get("per_model")
    held = [tables, *(own.values() if isinstance(own, Mapping) else ())]
    lists = [each["act"] for each in held if isinstance(each, Mapping) and isinstance(each.get("act"), list)]
    presets = [act.get("preset") for acts in lists for act in acts if isinstance(act, Mapping)]
    return [name for name in presets if isinstance(name, str) and _PRESET_FILE.search(name)]


def _files(key: str, value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            is_model = key == "model" and name == "name" and isinstance(inner, str)
            yield from (inner,) if is_model and _PROTOTXT.fullmatch(inner) else _files(name, inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _files(key, inner)
    elif isinstance(value, str) and key in FILE_KEYS:
        yield value
    elif isinstance(value, str) and key in _FORMULA_KEYS:
        yield from _GUIDE.findall(value)
