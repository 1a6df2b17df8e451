"""``dreamstream models layers NAME``: what a network is made of, for one who looks for a layer to dream on."""

import sys
from typing import Annotated

import typer
from rich.console import Console

from dreamstream.cli.size import read_size

_UNLIMITED = 10_000
"""Columns: no name is cut and no line broken, the table takes just what it needs."""


def show_layers(
    name: Annotated[str, typer.Argument(metavar="MODEL", help="A known model, or the path of a prototxt.")] = "motif",
    size: Annotated[
        str | None,
        typer.Option(
            metavar="WxH",
            help="Size of the picture. (default: 640x360, or the network's own where only that fits all its layers)",
            show_default=False,
        ),
    ] = None,
    show_all: Annotated[
        bool, typer.Option("--all", help="Show activations and all other layers too.", show_default=False)
    ] = False,
) -> None:
    """List the layers of a model, each by the name that --layer takes; an alias is as good.

    sees: how much of the picture one value depends on (its receptive field).
    stride: how far it is to the next value. Both are in pixels of the picture.
    GFLOP: the arithmetic of one run up to the layer, without the way back.
    """
    # Imported here because PyTorch takes seconds and --help should not.
    from dreamstream.models import find_model  # noqa: PLC0415

    picture = None if size is None else read_size(size)
    card = find_model(name)
    console = Console(width=_UNLIMITED, markup=False, emoji=False, highlight=False)
    draws = sys.stdout.isatty() and not console.options.ascii_only
    from dreamstream.cli.layer_table import layer_table  # noqa: PLC0415

    console.print(layer_table(card, picture, show_all=show_all, draws=draws))
