"""``dreamstream train``: from drawn motifs or a folder of pictures to a model to dream with."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from dreamstream.cli.console import notices, say_error
from dreamstream.cli.saying import say
from dreamstream.cli.signals import StopSignal, stopping_on_signals
from dreamstream.cli.train_report import TrainReport, in_words
from dreamstream.errors import Stopped, UsageError
from dreamstream.training.files import ModelFiles
from dreamstream.training.settings import Attack, TrainingSettings

if TYPE_CHECKING:
    from dreamstream.training.dataset import Dataset
    from dreamstream.training.plan import Plan
    from dreamstream.training.trainer import Surroundings

MOTIFS = "motifs"
"""The dataset that is drawn rather than read."""

Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="NAME", help="Name of the model's files, or a folder for them.")
]
DatasetName = Annotated[
    str, typer.Option(metavar="motifs|FOLDER", help="Drawn motifs, or a folder that holds a folder per subject.")
]
Minutes = Annotated[float, typer.Option(min=0.01, help="How long it may take; longer is better.")]
Width = Annotated[Literal["s", "m", "l"], typer.Option(help="Size of the network.")]
Size = Annotated[int, typer.Option(min=32, max=512, help="Side of the pictures it learns from, in pixels.")]
BatchSize = Annotated[int, typer.Option(min=2, help="Pictures per step.")]
AttackKind = Annotated[
    Literal["free", "pgd", "none"], typer.Option(help="Robust training makes dreams bold; none is quicker.")
]
Radius = Annotated[float, typer.Option(min=0, help="Of the attack: L2, for 80x80 pixels in 0..1.")]
Pictures = Annotated[int | None, typer.Option(min=1, help="Pictures to learn from, with --steps.", show_default=False)]
Steps = Annotated[
    int | None,
    typer.Option(min=1, help="How long exactly, instead of --minutes.", show_default=False),
]
Averaging = Annotated[float, typer.Option(min=0, max=1, help="Average the weights over this share of the training.")]
Seed = Annotated[int, typer.Option(min=0, help="Start of all random numbers.")]
Device = Annotated[str, typer.Option(metavar="auto|cpu|cuda|mps", help="What computes; cuda:1 is the second card.")]
Licence = Annotated[str, typer.Option(metavar="TEXT", help="Of the model, for its card.")]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", "-y", help="Replace a model, or another training that is not finished.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the trace of an error.")]


def train(  # noqa: PLR0913 - one parameter per option
    *,
    output: Output,
    dataset: DatasetName = MOTIFS,
    minutes: Minutes = 20,
    pictures: Pictures = None,
    steps: Steps = None,
    width: Width = "m",
    size: Size = 96,
    batch: BatchSize = 64,
    attack: AttackKind = "free",
    radius: Radius = 1.0,
    averaging: Averaging = 0.02,
    seed: Seed = 0,
    device: Device = "auto",
    licence: Licence = "",
    overwrite: Overwrite = False,
    debug: Debug = False,
) -> int:
    """Train a network on drawn motifs, or on your own pictures: a folder per subject, 20 pictures each or more.

    Ctrl-C saves it as far as it is, and the same command goes on from there.
    """
    settings = TrainingSettings(
        width=width, size=size, batch=batch, averaging=averaging, seed=seed, attack=Attack(attack, radius)
    )
    length = _length(minutes, pictures, steps)
    files = ModelFiles.called(output)
    files.check(overwrite=overwrite)
    console = Console(stderr=True)
    with notices(console, logging.WARNING), stopping_on_signals(lambda: None) as stop:
        from dreamstream.training.make import Provenance, make_model  # noqa: PLC0415 - PyTorch takes seconds

        around = _surroundings(device, files, console, stop, start_anew=overwrite)
        try:
            accuracy = make_model(_dataset(dataset), settings, length, files, around, Provenance(licence=licence))
        except Stopped as stopped:
            say_error(console, stopped)
        else:
            say(console, f"wrote {files.prototxt}, its weights and its card: {in_words(accuracy)}")
    return stop.exit_code


def _length(minutes: float, pictures: int | None, steps: int | None) -> "Plan | float":
    from dreamstream.training.plan import Plan  # noqa: PLC0415

    if pictures is None and steps is None:
        return minutes
    if pictures is None or steps is None:
        raise UsageError("--pictures and --steps say together how long a training is; give both, or --minutes")
    return Plan(pictures, steps)


def _surroundings(
    device: str, files: ModelFiles, console: Console, stop: StopSignal, *, start_anew: bool
) -> "Surroundings":
    from dreamstream.network.device import choose  # noqa: PLC0415
    from dreamstream.training.dataset import default_workers  # noqa: PLC0415
    from dreamstream.training.trainer import Surroundings  # noqa: PLC0415

    report = TrainReport(console)
    return Surroundings(choose(device), files.workshop, default_workers(), report, stop.event.is_set, start_anew)


def _dataset(name: str) -> "Dataset":
    from dreamstream.training.drawn import Drawn  # noqa: PLC0415
    from dreamstream.training.folder import Folder  # noqa: PLC0415

    return Drawn() if name == MOTIFS else Folder.open(Path(name))
