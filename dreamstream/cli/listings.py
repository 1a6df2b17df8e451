"""The verbs that tell of the looks, and how lists are printed: they are data, so they go to stdout."""

import json
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

_WIDE = 240
"""Columns where nobody looks: in a file or a pipe each entry is one line."""


def show_presets() -> None:
    """List the presets: one look each.

    A TOML file of your own in the folder DREAMSTREAM_PRESETS, or in 'presets'
    of your configuration, is a preset too. --preset a+b joins two.
    """
    from dreamstream.preset import load_preset, preset_names  # noqa: PLC0415 - keeps --help quick

    table = Table("preset", "what it looks like", box=None)
    for name in preset_names():
        table.add_row(name, load_preset(name).description)
    print_table(table)


def show_preset(
    name: Annotated[str, typer.Argument(metavar="PRESET", help="As 'dreamstream presets' lists them.")],
) -> None:
    """Print a preset's TOML: a beginning for one of your own."""
    from dreamstream.preset import load_preset, preset_file  # noqa: PLC0415 - keeps --help quick

    load_preset(name)
    print(preset_file(name).read_text(encoding="utf-8"), end="")


def show_schema() -> None:
    """Print the JSON schema of presets, for editors of TOML."""
    from dreamstream.schema import recipe_schema  # noqa: PLC0415 - keeps --help quick

    print(json.dumps(recipe_schema(), indent=2, ensure_ascii=False))


def print_table(table: Table) -> None:
    """Print a table on stdout, as wide as the terminal; elsewhere each of its entries is one line."""
    Console(width=None if sys.stdout.isatty() else _WIDE).print(table)
