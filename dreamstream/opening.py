"""Where frames come from and go to, opened as a recipe asks for it."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import Literal, TypeAlias

from dreamstream.completion import required
from dreamstream.errors import UsageError
from dreamstream.frame import Pixels
from dreamstream.recipe import Recipe
from dreamstream.sinks import Output, ResumableSink, Sink, SinkOptions, open_sink
from dreamstream.sinks.numbered import pictures_there
from dreamstream.sources import Source, SourceOptions, open_source
from dreamstream.sources.sequence import is_sequence, pictures_like
from dreamstream.tables import Sink as SinkTable
from dreamstream.tables import Source as SourceTable

SourceLike: TypeAlias = Source | Pixels | str | os.PathLike[str]

FileId: TypeAlias = tuple[int, int]
"""Of the device and on it, by whatever name."""


@contextmanager
def opened(
    source: SourceLike, sink: Output | Sequence[Output], recipe: Recipe, *, overwrite: bool, resume: bool = False
) -> Iterator[tuple[Source, Sink]]:
    """Open both as a complete recipe asks for them, and close the source at the end; one that is open already stays so.

    Raises as ``open_output``, before the source is looked at, and as ``open_source``; UsageError where there is to be
    a way to ``resume`` and one of the two has none.
    """
    if not isinstance(sink, Sink):
        sink = open_output(sink, recipe, files_of(source), overwrite=overwrite, resume=resume)
    with ExitStack() as stack:
        if not isinstance(source, Source):
            source = stack.enter_context(open_input(source, recipe, sink.enough_frames))
        if resume:
            refuse_unless_resumable(source, sink)
        yield source, sink


def source_options(table: SourceTable, enough_frames: int | None = None) -> SourceOptions:
    """Return what a ``[source]`` table asks of a source; ``enough_frames`` are enough where it doesn't say."""
    is_limited = table.frames is not None or table.duration_seconds is not None
    frames = table.frames if is_limited else enough_frames
    return SourceOptions(**{**dict(table), "frames": frames})


def sink_options(table: SinkTable, threads: int | Literal["auto"] | None = None) -> SinkOptions:
    """Return what a complete ``[sink]`` table asks of a sink; its encoder keeps to the ``threads`` of ``[model]``."""
    return SinkOptions(
        codec=table.codec,
        crf=table.crf,
        speed=required(table.speed),
        pix_fmt=table.pix_fmt,
        threads=threads if isinstance(threads, int) else None,
        format=table.format,
        loop=required(table.loop),
        gif_palette=required(table.gif_palette),
        audio=table.audio,
        reverse=required(table.reverse),
        boomerang=required(table.boomerang),
    )


def open_input(target: str | os.PathLike[str] | Pixels, recipe: Recipe, enough_frames: int | None = None) -> Source:
    """Open what is to be dreamed as a recipe asks for it; raises as ``open_source``.

    ``enough_frames`` is how many are wanted where the recipe doesn't say: a sink's own. A part of a still picture,
    which has no times, is a UsageError.
    """
    with ExitStack() as stack:
        options = source_options(recipe.source, enough_frames)
        source = stack.enter_context(open_source(target, options, seed=recipe.dream.seed or 0))
        if source.info.is_still:
            _refuse_parts(recipe.source)
        stack.pop_all()
    return source


def _refuse_parts(table: SourceTable) -> None:
    parts = {"--from": table.from_seconds, "--to": table.to_seconds, "--every": (table.every or 1) - 1}
    if asked := [name for name, value in parts.items() if value]:
        raise UsageError(
            f"a still picture has no times to take a part of; leave out {' and '.join(asked)}, and say how long its "
            "film is by --frames or --duration"
        )


def open_output(
    target: Output | Sequence[Output],
    recipe: Recipe,
    read: frozenset[FileId] = frozenset(),
    *,
    overwrite: bool,
    resume: bool = False,
) -> Sink:
    """Prepare the outputs as a complete recipe asks for them, none of them a file that is ``read``, its sound included.

    Raises as ``open_sink``, ``refuse_onto`` and ``refuse_in_one_go``.
    """
    sound = recipe.sink.audio
    refuse_onto(read if sound in (None, "copy", "none") else read | files_of(sound), target)
    if resume:
        refuse_in_one_go(recipe)
    options = sink_options(recipe.sink, recipe.model.threads)
    return open_sink(target, overwrite=overwrite, resume=resume, options=options)


def files_of(*sources: SourceLike) -> frozenset[FileId]:
    """Return the files among sources, which no output may be."""
    return frozenset(filter(None, map(_file_id, chain.from_iterable(map(_read_from, sources)))))


def refuse_onto(read: frozenset[FileId], target: Output | Sequence[Output]) -> None:
    """Raise UsageError where an output is a file that is ``read``, which would be lost."""
    for each in [target] if isinstance(target, Sink | str | os.PathLike) else target:
        for place in _written_to(each):
            if _file_id(place) in read:
                raise UsageError(f"'{place}' is an input itself; give the output another name")


def _read_from(source: SourceLike) -> Sequence[SourceLike]:
    if not isinstance(source, str | os.PathLike):
        return [source]
    name = os.fspath(source)
    # What FFmpeg makes of such an address: all behind its scheme is a path.
    return pictures_like(name) if is_sequence(name) else [name.removeprefix("file:") if "://" in name else name]


def _written_to(output: Output) -> Sequence[Output]:
    return [output] if isinstance(output, Sink) else pictures_there(Path(output)) or [output]


def _file_id(place: SourceLike | Sink) -> FileId | None:
    if not isinstance(place, str | os.PathLike):
        return None
    try:
        found = Path(place).stat()
    except (OSError, ValueError):
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def why_in_one_go(recipe: Recipe) -> str | None:
    """Return why a complete recipe's film has to be made without a break, as a clause; None where it may have one."""
    if recipe.dream.motion_only:
        return "a film of --motion-only is quick and made in one go"
    if recipe.dream.seamless:
        return "the end of a --seamless film is led back to its beginning in one go"
    return None


def refuse_in_one_go(recipe: Recipe) -> None:
    """Raise UsageError where a complete recipe's film can't be gone on with."""
    why = why_in_one_go(recipe)
    if why is not None:
        raise UsageError(f"{why}; leave out --resume")


def refuse_unless_resumable(source: Source, sink: Sink) -> None:
    """Raise UsageError where a render of this input into this output could not be gone on with."""
    if not isinstance(sink, ResumableSink):
        raise UsageError(
            "--resume goes on with one film in a file (.mp4 .mov .mkv .webm .ts .nut), forwards, or with numbered "
            "pictures; this output can't be gone on with"
        )
    if source.fingerprint() is None:
        raise UsageError(
            "--resume needs an input that can be read again: a file, numbered pictures or noise; a pipe, an address "
            "or a camera can't be"
        )
