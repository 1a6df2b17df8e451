"""A finished film played backwards: no network, and no PyTorch."""

import os
import threading
from collections.abc import Sequence

from dreamstream.completion import complete, required
from dreamstream.embedded import handed_on
from dreamstream.opening import open_output
from dreamstream.pipeline import Pipeline
from dreamstream.progress import Finished, OnProgress, Started
from dreamstream.recipe import Recipe
from dreamstream.sinks import Output
from dreamstream.sources.backwards import BackwardsSource


def reverse(
    source: str | os.PathLike[str],
    sink: Output | Sequence[Output],
    recipe: Recipe | None = None,
    on_progress: OnProgress | None = None,
    *,
    overwrite: bool = False,
    stop: threading.Event | None = None,
) -> Finished:
    """Play a finished film backwards into ``sink``, every frame for as long as it was, and return how it went.

    Args:
        source: a video's file; it is read in stretches from its end, so that memory stays small.
        sink: as for ``render``.
        recipe: its ``[sink]`` table says how the output is written.
        on_progress: as for ``render``.
        overwrite: replace an output that exists.
        stop: once set, the film is finished as far as it is. It is only read.

    Raises:
        UsageError: the source can't be read from its end, or the output not be made so; nothing has been touched.
        SourceError, SinkError: the notes say which stage failed and what is left on disk.
    """
    whole, _ = complete(recipe or Recipe())
    report = on_progress or (lambda record: None)
    output = open_output(sink, whole, overwrite=overwrite)
    with BackwardsSource(source) as film:
        info = film.info
        report(Started("", (), "", (info.width, info.height), info.rate, info.frame_count))
        told = handed_on(info, source, embed=required(whole.sink.embed))
        finished = Pipeline(film, output, stop or threading.Event(), told).run(lambda frame: frame, report)
    report(finished)
    return finished
