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
from dreamstream.planning import facts_from, more_than_the_film
from dreamstream.progress import Kept
from dreamstream.recipe import Recipe
from dreamstream.resolve import check_loop, stream_settings
from dreamstream.resume import frames_left
from dreamstream.several.earlier import has_state, unless_whole
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
    fingerprint: str | None = None
    """The source's."""
    frames_left: int = 0
    """So many an earlier run has left, which have not to be dreamed any more."""


def looked_at(
    recipe: Recipe, films: Sequence[SourceAndSink], *, overwrite: bool, resume: bool = False
) -> tuple[list[Film], dict[int, Kept | SourceError]]:
    """Return what the films of a complete recipe will be, and by their numbers why others are not begun.

    All outputs are prepared before an input is looked at. An input is closed again: however many there are, only
    those that are dreamed take memory. Of films that are whole already, the inputs are not looked at.

    Raises:
        UsageError, SinkError: as ``render``; or the recipe is for one film.
    """
    if recipe.dream.budget_seconds is not None:
        raise UsageError("--budget keeps the pace of one film; give one input, or leave out --budget")
    read = files_of(*(source for source, _ in films))
    prepare = unless_whole if resume else open_output
    sinks = [prepare(sink, recipe, read, overwrite=overwrite) for _, sink in films]
    there: list[Film] = []
    others: dict[int, Kept | SourceError] = {}
    for number, ((source, target), sink) in enumerate(zip(films, sinks, strict=True)):
        if sink is None:
            others[number] = Kept()
            continue
        try:
            film = _looked_at(number, source, sink, recipe)
        except SourceError as error:
            others[number] = error
            continue
        # One that the caller has built is finished in any case.
        sink.leaves_off = sink is not target and film.fingerprint is not None
        there.append(film)
    return there, others


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
        more_frames = len(films) * more_than_the_film(recipe, info) - sum(film.frames_left for film in films)
        chain = Chain(recipe.distort or ())
        yield Trial(network, settings, chain, info, more_frames=more_frames, batch=batch, films=len(films))


def with_frames_left(recipe: Recipe, card: ModelCard, network: Network, films: Sequence[Film]) -> list[Film]:
    """Return films that are alike, with how many frames of each an earlier run has left.

    Raises:
        UsageError: it made another film.
        SinkError: what it left is damaged.
    """
    if not any(has_state(film.sink) for film in films):
        return list(films)
    with trial_of(recipe, card, network, films) as trial:
        facts = facts_from(recipe, card, trial.info, network, trial.settings)
        return [replace(film, frames_left=frames_left(film.fingerprint, film.sink, facts)) for film in films]


def _looked_at(number: int, source: SourceLike, sink: Sink, recipe: Recipe) -> Film:
    opening = nullcontext(source) if isinstance(source, Source) else open_input(source, recipe, sink.enough_frames)
    with opening as opened:
        check_schedules(recipe, opened.info, opened.times)
        check_loop(recipe, opened.info)
        return Film(number, source, sink, opened.info, opened.fingerprint())
