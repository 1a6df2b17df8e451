"""``dreamstream bench``: how fast the dream is here, beside how others compute it."""

import json
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from dreamstream.cli.size import read_size

if TYPE_CHECKING:
    from dreamstream.benchmark import Comparison, Row, Task

_CLASSIC = ("bvlc_googlenet", "inception_4c/output", (640, 360))
_QUOTED = (
    "BVLC Caffe itself is not installed; on 2 cores it took 310 to 500 ms for this step (quoted, not measured here)."
)
_UNLIMITED = 10_000
"""Columns: the table takes just what it needs."""
_COLUMNS = {
    "step_milliseconds_median": ("step ms", ".1f"),
    "step_milliseconds_minimum": ("at best", ".1f"),
    "times_the_usual_way": ("x usual", ".2f"),
    "times_the_usual_way_at_best": ("at best", ".2f"),
    "share_of_peak": ("of peak", ".0%"),
    "megapixel_iterations_per_second": ("Mpx it/s", ".2f"),
    "classic_frame_seconds": ("frame s", ".2f"),
    "peak_megabytes": ("peak MB", ".0f"),
}

Model = Annotated[str, typer.Option("--model", "-m", metavar="NAME", help="A known model, or a deploy prototxt.")]
Layer = Annotated[str, typer.Option("--layer", "-l", help="Layer to dream on.")]
Size = Annotated[str, typer.Option("--size", "-s", metavar="WxH", help="In pixels.")]
Rounds = Annotated[int, typer.Option("--rounds", min=1, help="Of single steps.")]
Frames = Annotated[int, typer.Option("--frames", "-n", min=0, help="Rounds of classic frames, 4 octaves of 10 steps.")]
Threads = Annotated[int | None, typer.Option(min=1, help="Of the processor. (default: PyTorch's)", show_default=False)]
Device = Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:1 or mps.")]
ProcessorTime = Annotated[
    bool, typer.Option("--processor-time", help="Count seconds of one thread's work: for a machine that is busy.")
]
Fresh = Annotated[bool, typer.Option("--fresh/--no-fresh", help="Also start processes: peak memory, first frame.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, every round included.")]
Plot = Annotated[Path | None, typer.Option(metavar="FILE.png", help="Write a plot.", show_default=False)]
Debug = Annotated[bool, typer.Option("--debug", help="Show the trace of an error.")]


def bench(  # noqa: PLR0913 - one parameter per option
    *,
    model: Model = _CLASSIC[0],
    layer: Layer = _CLASSIC[1],
    size: Size = "640x360",
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

    from dreamstream.benchmark import Effort, Task, measure, recipe_weights, write_plot  # noqa: PLC0415
    from dreamstream.caffe import load  # noqa: PLC0415
    from dreamstream.models import find_model, resolve_layer  # noqa: PLC0415

    width, height = read_size(size)
    if processor_time:
        threads = 1
    if threads is not None:
        torch.set_num_threads(threads)
    card = find_model(model)
    spec = load(card.prototxt)
    task = Task(recipe_weights(spec), resolve_layer(spec, card.layers, layer), (width, height))
    clock = time.thread_time if processor_time else time.perf_counter
    found = measure(task, Effort(device, rounds=rounds, frames=frames, clock=clock))
    if fresh:
        found = _with_fresh_processes(found, task, device)
    if plot is not None:
        write_plot(found, plot)
    if as_json:
        print(json.dumps({**asdict(found), "rows": [asdict(row) for row in found.rows]}, indent=2))
    else:
        _show(found, (card.name, task.end, task.size) == _CLASSIC)


def _with_fresh_processes(found: "Comparison", task: "Task", device: str) -> "Comparison":
    from dreamstream.benchmark import first_frame_seconds, peak_bytes  # noqa: PLC0415
    from dreamstream.frame import to_pixels  # noqa: PLC0415

    ways = tuple(
        replace(way, peak_bytes=peak_bytes(task, device, way.precision)) if way.is_ours else way for way in found.ways
    )
    return replace(found, ways=ways, first_frame_seconds=first_frame_seconds(to_pixels(task.picture)))


def _show(found: "Comparison", is_classic: bool) -> None:
    console = Console(width=_UNLIMITED, markup=False, emoji=False, highlight=False)
    width, height = found.size
    console.print(f"{found.machine}\none step (forward and gradient) to {found.end} at {width}x{height}:", end=" ")
    console.print(f"{found.flop / 1e9:.1f} GFLOP")
    table = Table("way", *(heading for heading, _ in _COLUMNS.values()), box=None)
    for row in found.rows:
        table.add_row(row.way, *(_cell(row, name, form) for name, (_, form) in _COLUMNS.items()))
    console.print(table)
    for precision, flop in found.gemm_flop_per_second.items():
        console.print(f"peak, {precision} matrix product: {flop / 1e9:.0f} GFLOP/s")
    if found.first_frame_seconds is not None:
        console.print(f"time to the first frame of the embedded model: {found.first_frame_seconds:.1f} s")
    if is_classic and not any(way.is_original for way in found.ways):
        console.print(_QUOTED)


def _cell(row: "Row", name: str, form: str) -> str:
    value: Any = getattr(row, name)
    return "-" if value is None else format(value, form)
