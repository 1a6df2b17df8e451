"""Where frames come from and go to, opened as a recipe asks for it."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from dreamstream.completion import required
from dreamstream.frame import Pixels
from dreamstream.recipe import Recipe
from dreamstream.sinks import Output, Sink, SinkOptions, open_sink
from dreamstream.sources import Source, SourceOptions, open_source
from dreamstream.tables import Sink as SinkTable
from dreamstream.tables import Source as SourceTable

SourceLike: TypeAlias = Source | Pixels | str | os.PathLike[str]


@contextmanager
def opened(
    source: SourceLike, sink: Output | Sequence[Output], recipe: Recipe, *, overwrite: bool
) -> Iterator[tuple[Source, Sink]]:
    """Open both as a complete recipe asks for them, and close the source at the end; one that is open already stays so.

    Raises as ``open_sink``, before the source is looked at, and as ``open_source``.
    """
    if not isinstance(sink, Sink):
        sink = open_output(sink, recipe, overwrite=overwrite)
    if isinstance(source, Source):
        yield source, sink
        return
    with open_input(source, recipe, sink.enough_frames) as opened_source:
        yield opened_source, sink


def source_options(table: SourceTable, enough_frames: int | None = None) -> SourceOptions:
    """Return what a ``[source]`` table asks of a source; ``enough_frames`` are enough where it doesn't say."""
    is_limited = table.frames is not None or table.duration_seconds is not None
    frames = table.frames if is_limited else enough_frames
    return SourceOptions(**{**dict(table), "frames": frames})


def sink_options(table: SinkTable) -> SinkOptions:
    """Return what a complete ``[sink]`` table asks of a sink."""
    return SinkOptions(
        codec=table.codec,
        crf=table.crf,
        speed=required(table.speed),
        pix_fmt=table.pix_fmt,
        format=table.format,
        loop=required(table.loop),
        gif_palette=required(table.gif_palette),
        audio=table.audio,
        reverse=required(table.reverse),
        boomerang=required(table.boomerang),
    )


def open_input(target: str | os.PathLike[str] | Pixels, recipe: Recipe, enough_frames: int | None = None) -> Source:
    """Open what is to be dreamed as a recipe asks for it; raises as ``open_source``.

    ``enough_frames`` is how many are wanted where the recipe doesn't say: a sink's own.
    """
    return open_source(target, source_options(recipe.source, enough_frames), seed=recipe.dream.seed or 0)


def open_output(target: Output | Sequence[Output], recipe: Recipe, *, overwrite: bool) -> Sink:
    """Prepare the outputs as a complete recipe asks for them; raises as ``open_sink``."""
    return open_sink(target, overwrite=overwrite, options=sink_options(recipe.sink))
