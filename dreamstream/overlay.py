"""Plain tables laid over one another: what is set above hides what is below."""

from collections.abc import Mapping
from typing import Any

_RIVALS = {"objective": "end", "end": "objective"}
"""Of each of them the other one, which it hides, too: who asks for a layer does not want a preset's objective."""


def overlaid(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``under`` with everything that ``over`` sets laid over it, table by table; lists are replaced whole."""
    merged = {key: value for key, value in under.items() if key in over or not _is_hidden(key, over)}
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = overlaid(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def less(tables: Mapping[str, Any], hiding: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``tables`` without what ``hiding`` sets."""
    kept = {}
    for key, value in tables.items():
        if not _is_hidden(key, hiding):
            kept[key] = value
        elif isinstance(value, dict):
            kept[key] = less(value, hiding[key])
    return kept


def without_empty(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``tables`` without those in which nothing is set."""
    kept = {key: without_empty(value) if isinstance(value, dict) else value for key, value in tables.items()}
    return {key: value for key, value in kept.items() if value != {}}


def _is_hidden(key: str, over: Mapping[str, Any]) -> bool:
    return key in over or _RIVALS.get(key) in over
