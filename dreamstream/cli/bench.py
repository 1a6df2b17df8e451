"""``dreamstream bench``: how fast the dream is here, beside how others compute it."""

import time
from pathlib import Path
from typing import Annotated

import typer

from dreamstream.cli.size import read_size

_MODEL, _LAYER, _SIZE, _LARGEST_SIZE = "bvlc_googlenet", "inception_4c/output", "640x360", "1920x1080"

Model = Annotated[str, typer.Option("--model", "-m", metavar="MODEL", help="A known model, or a deploy prototxt.")]
Layer = Annotated[str, typer.Option("--layer", "-l", metavar="LAYER", help="Layer to dream on.")]
Size = Annotated[
    str | None,
    typer.Option(
        "--size",
        "-s",
        metavar="WxH",
        help=f"In pixels. (default: {_SIZE}; with --scaling {_LARGEST_SIZE})",
        show_default=False,
    ),
]
Rounds = Annotated[int, typer.Option("--rounds", min=1, help="Of single steps.")]
Frames = Annotated[int, typer.Option("--frames", "-n", min=0, help="Rounds of classic frames, 4 octaves of 10 steps.")]
Threads = Annotated[int | None, typer.Option(min=1, help="Of the processor. (default: PyTorch's)", show_default=False)]
Device = Annotated[str, typer.Option(metavar="auto|cpu|cuda|mps", help="What computes; cuda:1 is the second card.")]
Scaling = Annotated[
    bool,
    typer.Option("--scaling", help="Measure instead how our step grows with the picture: five sizes up to --size."),
]
ProcessorTime = Annotated[
    bool, typer.Option("--processor-time", help="Count seconds of one thread's work: for a machine that is busy.")
]
Fresh = Annotated[bool, typer.Option("--fresh/--no-fresh", help="Also start processes: peak memory, first frame.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, every round included.")]
Plot = Annotated[Path | None, typer.Option(metavar="FILE.png", help="Write a plot.", show_default=False)]
Debug = Annotated[bool, typer.Option("--debug", help="Show the trace of an error.")]


def bench(  # noqa: PLR0913 - one parameter per option
    *,
    model: Model = _MODEL,
    layer: Layer = _LAYER,
    size: Size = None,
    scaling: Scaling = False,
    rounds: Rounds = 15,
    frames: Frames = 1,
    threads: Threads = None,
    device: Device = "auto",
    processor_time: ProcessorTime = False,
    fresh: Fresh = True,
    as_json: AsJson = False,
    plot: Plot = None,
    debug: Debug = False,
) -> None:
    """Measure the dream beside PyTorch's usual way, in turns: GoogLeNet unless another is named, random weights."""
    # Imported here because PyTorch takes seconds and --help should not.
    import torch  # noqa: PLC0415

    from dreamstream.benchmark import Effort, Task, recipe_weights, write_plot  # noqa: PLC0415
    from dreamstream.caffe import load  # noqa: PLC0415
    from dreamstream.cli.bench_report import ComparisonReport, ScalingReport  # noqa: PLC0415
    from dreamstream.models import find_model, resolve_layer  # noqa: PLC0415

    pixels = read_size(size or (_LARGEST_SIZE if scaling else _SIZE))
    if processor_time:
        threads = 1
    if threads is not None:
        torch.set_num_threads(threads)
    card = find_model(model)
    spec = load(card.prototxt)
    task = Task(recipe_weights(spec), resolve_layer(spec, card.layers, layer), pixels)
    clock = time.thread_time if processor_time else time.perf_counter
    effort = Effort(device, rounds=rounds, frames=frames, clock=clock)
    report = (ScalingReport if scaling else ComparisonReport).measured(card.name, task, effort, fresh=fresh)
    if plot is not None:
        write_plot(report.plot(), plot)
    if as_json:
        print(report.json())
    else:
        report.show()
