"""What each of several films is made from and where it goes, and which of them go together."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import TypeAlias

from dreamstream.batching import batch_for, films_at_once
from dreamstream.distortions import Chain
from dreamstream.errors import SourceError, UsageError
from dreamstream.foresight import check_schedules
from dreamstream.frame import StreamInfo
from dreamstream.models import ModelCard
from dreamstream.network import Network
from dreamstream.opening import SourceLike, files_of, open_input, open_output
from dreamstream.planning import more_than_the_film
from dreamstream.recipe import Recipe
from dreamstream.resolve import check_loop, stream_settings
from dreamstream.sinks import Output, Sink
from dreamstream.sources import Source
from dreamstream.trial import Trial

SourceAndSink: TypeAlias = tuple[SourceLike, Output | Sequence[Output]]


@dataclass(frozen=True, eq=False)
class Film:
    """One of several."""

    number: int
    """Its place among all, from 0."""
    source: SourceLike
    sink: Sink
    info: StreamInfo


def looked_at(
    recipe: Recipe, films: Sequence[SourceAndSink], *, overwrite: bool
) -> tuple[list[Film], dict[int, SourceError]]:
    """Return what the films of a complete recipe will be, and by their numbers why others can't be begun.

    All outputs are prepared before an input is looked at. An input is closed again: however many there are, only
    those that are dreamed take memory.

    Raises:
        UsageError, SinkError: as ``render``; or the recipe is for one film.
    """
    if recipe.dream.budget_seconds is not None:
        raise UsageError("--budget keeps the pace of one film; give one input, or leave out --budget")
    read = files_of(*(source for source, _ in films))
    sinks = [open_output(sink, recipe, read, overwrite=overwrite) for _, sink in films]
    there: list[Film] = []
    errors: dict[int, SourceError] = {}
    for number, ((source, _), sink) in enumerate(zip(films, sinks, strict=True)):
        try:
            there.append(Film(number, source, sink, _checked_info(source, recipe, sink)))
        except SourceError as error:
            errors[number] = error
    return there, errors


def alike(films: Sequence[Film]) -> list[list[Film]]:
    """Return the films in groups that can be dreamed side by side: stills of one size and length, others alone."""
    groups: dict[object, list[Film]] = {}
    for film in films:
        info = film.info
        kind = (info.width, info.height, info.frame_count) if info.is_still else film
        groups.setdefault(kind, []).append(film)
    return list(groups.values())


@contextmanager
def trial_of(recipe: Recipe, card: ModelCard, network: Network, films: Sequence[Film]) -> Iterator[Trial]:
    """Yield a trial of films that are alike; raises as ``stream_settings``."""
    info, device = films[0].info, network.placement.device
    with closing(stream_settings(recipe, network.spec, card, is_still=info.is_still)) as settings:
        batch = batch_for(recipe, device, info, settings)
        if len(films) > 1:
            batch = films_at_once(recipe, device, info)
            batch = replace(batch, frames=min(batch.frames, len(films)))
        more_frames = more_than_the_film(recipe, info)
        chain = Chain(recipe.distort or ())
        yield Trial(network, settings, chain, info, more_frames=more_frames, batch=batch, films=len(films))


def _checked_info(source: SourceLike, recipe: Recipe, sink: Sink) -> StreamInfo:
    opening = nullcontext(source) if isinstance(source, Source) else open_input(source, recipe, sink.enough_frames)
    with opening as opened:
        check_schedules(recipe, opened.info, opened.times)
        check_loop(recipe, opened.info)
        return opened.info
