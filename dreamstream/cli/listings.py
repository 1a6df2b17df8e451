"""The verbs that list what there is; their answer is data, so it goes to stdout."""

import sys

from rich.console import Console
from rich.table import Table

_WIDE = 240
"""Columns where nobody looks: in a file or a pipe each entry is one line."""


def show_presets() -> None:
    """List the presets: one look each."""
    from dreamstream.preset import load_preset, preset_names  # noqa: PLC0415 - keeps --help quick

    table = Table("preset", "what it looks like", box=None)
    for name in preset_names():
        table.add_row(name, load_preset(name).description)
    _print(table)


def show_models() -> None:
    """List the models that have a name."""
    from dreamstream.models import known_models  # noqa: PLC0415 - keeps --help quick

    table = Table("model", "weights", "licence", "what it dreams of", box=None)
    for card in known_models():
        table.add_row(card.name, "built in" if card.weights else "--weights FILE", card.licence, card.description)
    _print(table)


def _print(table: Table) -> None:
    Console(width=None if sys.stdout.isatty() else _WIDE).print(table)
