"""What of another render's recipe makes its look, and can be laid on a new input."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_IN_A_TABLE = {
    "model": {"name", "weights", "mean_bgr", "precision"},
    "origin": {"model", "prototxt_sha256", "weights_sha256", "preset"},
}
"""Of these tables only these keys: not where the network ran, not what was rendered."""
_WHOLE = {"dream", "distort", "evolve"}

FILE_KEYS = {"weights", "guide", "mask", "reference"}
"""The keys of recipes and our own distortions that are paths."""
_FORMULA_KEYS = {"objective", "ends"}
_GUIDE = re.compile(r"guide\(\s*(.+?)\s*\)\s*@")
_PROTOTXT = re.compile(r".*[/\\].*|.*\.(prototxt|protxt|pbtxt)", re.DOTALL)


def look_of(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recipe's plain tables without those of the input and the output, and without where it was computed."""
    look = {key: value for key, value in tables.items() if key in _WHOLE}
    for name, keys in _IN_A_TABLE.items():
        if isinstance(tables.get(name), dict):
            look[name] = {key: value for key, value in tables[name].items() if key in keys}
    if isinstance(per_model := tables.get("per_model"), dict):
        look["per_model"] = {name: look_of(own) if isinstance(own, dict) else own for name, own in per_model.items()}
    return look


def files_named(tables: Mapping[str, Any]) -> dict[str, None]:
    """Return the files that a recipe's plain tables name, in order, before any of them is opened."""
    return dict.fromkeys(_files("", tables))


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
