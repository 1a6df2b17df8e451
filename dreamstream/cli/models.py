"""``dreamstream models``: which there are, fetching them beforehand, adding one's own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from dreamstream.cli.fetching import FetchReport, megabytes
from dreamstream.cli.listings import print_table

if TYPE_CHECKING:
    from dreamstream.models import ModelCard


def show_models() -> None:
    """List the models: the size of their weights, whether they are here, licence, looks.

    Weights are fetched when a model is first used; 'fetch' brings them
    beforehand, 'add' gives a name to a model of your own. Both are kept
    among your user's data, or where DREAMSTREAM_MODELS says.
    """
    from dreamstream.models import known_models  # noqa: PLC0415 - keeps --help quick

    table = Table("model", "size", "weights", "licence", "what it dreams of", box=None)
    # Names are there to be typed: none is cut where the terminal is narrow.
    table.columns[0].no_wrap = True
    table.columns[0].min_width = max(len(card.name) for card in known_models())
    for card in known_models():
        table.add_row(card.name, _size(card), _whereabouts(card), card.licence, card.description)
    print_table(table)


def fetch_models(
    names: Annotated[
        list[str], typer.Argument(metavar="MODEL", help="As 'dreamstream models' lists them.", show_default=False)
    ],
) -> None:
    """Fetch the weights of these models, so that they are here before they are needed."""
    from dreamstream.models import fetch_weights, find_model  # noqa: PLC0415 - keeps --help quick

    console = Console(stderr=True)
    # All names first: a slip in the last is known before an hour of the first.
    for card in [find_model(name) for name in names]:
        with FetchReport(console) as report:
            path = fetch_weights(card, report)
        print(path)


def add_own_model(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it will be called.", show_default=False)],
    prototxt: Annotated[Path, typer.Argument(metavar="PROTOTXT", help="Its deploy prototxt.", show_default=False)],
    caffemodel: Annotated[Path, typer.Argument(metavar="CAFFEMODEL", help="Its weights.", show_default=False)],
    mean: Annotated[
        str | None,
        typer.Option(
            metavar="B,G,R",
            help="Mean that it was trained with, grey levels, or its .binaryproto file. (default: 104,117,123)",
            show_default=False,
        ),
    ] = None,
    licence: Annotated[str, typer.Option(metavar="TEXT", help="Shown in the list of models.", show_default=False)] = "",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", "-y", help="Replace a model of your own.", show_default=False)
    ] = False,
) -> None:
    """Copy a Caffe model of your own into the models folder: '--model NAME' works from then on."""
    from dreamstream.cli.mean import read_mean  # noqa: PLC0415 - keeps --help quick
    from dreamstream.models import add_model  # noqa: PLC0415 - keeps --help quick

    mean_bgr = None if mean is None else read_mean(mean)
    card = add_model(name, prototxt, caffemodel, mean_bgr=mean_bgr, licence=licence, overwrite=overwrite)
    print(card.prototxt.parent)


def _size(card: "ModelCard") -> str:
    from dreamstream.models import Download, local_weights  # noqa: PLC0415 - keeps --help quick

    path = local_weights(card)
    if path is not None:
        return megabytes(path.stat().st_size)
    published = card.weights.size_bytes if isinstance(card.weights, Download) else None
    return megabytes(published) if published else "?"


def _whereabouts(card: "ModelCard") -> str:
    from dreamstream.models import Download, local_weights  # noqa: PLC0415 - keeps --help quick

    if local_weights(card) is not None:
        return "here"
    return "fetched when used" if isinstance(card.weights, Download) else "--weights FILE"
