"""Several films of one recipe, rendered: as many side by side as pays, the others after them."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import TypeAlias

from dreamstream.completion import complete
from dreamstream.dreaming import Batch, Ensemble
from dreamstream.errors import ModelError, Stopped
from dreamstream.models import ModelCard
from dreamstream.motion import render_motion
from dreamstream.network import Network
from dreamstream.network.threads import apart, computing_on
from dreamstream.opening import opened
from dreamstream.progress import FilmEnded, Finished, OnProgress, Outcome, Record, unless_stopped
from dreamstream.recipe import Recipe
from dreamstream.rendering import Render, loaded
from dreamstream.resolve import check_targets
from dreamstream.several.films import Film, SourceAndSink, alike, looked_at, trial_of, with_frames_left
from dreamstream.several.tally import Tally
from dreamstream.watching import reporting

_Told: TypeAlias = "SimpleQueue[tuple[int, Record]]"
"""What films tell, by their numbers."""


def render_several(
    recipe: Recipe,
    films: Sequence[SourceAndSink],
    on_progress: OnProgress | None = None,
    *,
    overwrite: bool = False,
    resume: bool = False,
    stop: threading.Event | None = None,
) -> list[Outcome]:
    """Render a film of each source into its sink, and return in the same order how each went, or what it failed by.

    Stills of one size are dreamed side by side, a frame of each at once, and small ones take less time so; each film
    is what ``render`` makes of it, up to the rounding of sums. One that fails ends alone.

    Args:
        recipe: as for ``render``; its ``batch`` says how many films are on their way at once.
        films: sources and sinks, as ``render`` takes them; none comes twice.
        on_progress: called in this thread with one ``Started`` of all films and a ``FrameDone`` that counts over all
            of them for each frame, with a ``FilmEnded`` for each film, at last with ``Finished``.
        overwrite: replace outputs that exist.
        resume: go on where an earlier run of the same films broke off: with ``overwrite``, outputs that exist are
            made again, without it they are ``Kept``; films that can't be gone on with are begun anew.
        stop: once set, no other film is begun. Those that have begun are left as they are, for a run that resumes;
            where the input can't be read again, or the sink is the caller's, they are finished as far as they are.

    Raises:
        UsageError, SinkError, ModelError: as ``render``, before any film is begun; nothing has been touched.
        BaseException: what ``on_progress`` raised, or a signal's handler; films have been ended as after ``stop``.
    """
    recipe, card = complete(recipe)
    there, others = looked_at(recipe, films, overwrite=overwrite, resume=resume)
    tally = Tally(there, reporting(on_progress, None))
    for number, outcome in others.items():
        tally.end(number, outcome)
    if there:
        with computing_on(recipe.model.threads):
            _Several(recipe, card, tally, stop or threading.Event(), resume=resume).run(there)
    return tally.finish()


class _Several:
    """A run of several films, which ``tally`` is told of."""

    def __init__(self, recipe: Recipe, card: ModelCard, tally: Tally, stop: threading.Event, *, resume: bool) -> None:
        self._recipe, self._card, self._tally, self._stop, self._resume = recipe, card, tally, stop, resume
        self._halted = threading.Event()
        """Set where nobody listens any more."""

    def run(self, films: Sequence[Film]) -> None:
        """Render all of them; raises as ``render_several``."""
        if self._recipe.dream.motion_only:
            self._tally.begin("", (), "")
            self._in_turn(None, films, Batch())
            return
        try:
            network = loaded(self._recipe, self._card, self._tally.report, self._stop)
        except Stopped:
            self._in_turn(None, films, Batch())
            return
        groups = [self._going_on(network, group) for group in alike(films) if self._fits(network, group)]
        for group in groups:
            with trial_of(self._recipe, self._card, network, group) as trial:
                if group is groups[0]:
                    self._tally.begin(self._card.name, trial.settings.layers, str(network.placement))
                if made := apart(partial(trial.plan_if_long, group[0].sink)):
                    self._tally.report(made)
            self._in_turn(network, group, trial.batch)

    def _fits(self, network: Network, films: Sequence[Film]) -> bool:
        """Return whether pictures of this size can be dreamed; otherwise the films are at their end."""
        try:
            with trial_of(self._recipe, self._card, network, films) as trial:
                check_targets(network, trial.settings, trial.info)
        except ModelError as error:
            for film in films:
                self._tally.end(film.number, error)
            return False
        return True

    def _going_on(self, network: Network, films: Sequence[Film]) -> Sequence[Film]:
        """Return the films with what an earlier run has left, where it is gone on with."""
        if not self._resume:
            return films
        films = with_frames_left(self._recipe, self._card, network, films)
        for film in films:
            self._tally.go_on(film.number, film.frames_left)
        return films

    def _in_turn(self, network: Network | None, films: Sequence[Film], batch: Batch) -> None:
        """Render as many at once as a batch has; without a network only their motion."""
        for first in range(0, len(films), batch.frames):
            some = films[first : first + batch.frames]
            if self._stop.is_set():
                for film in some:
                    self._tally.end(film.number, Finished(0, 0.0, stopped=True))
            else:
                self._side_by_side(network, some, batch)

    def _side_by_side(self, network: Network | None, films: Sequence[Film], batch: Batch) -> None:
        told: _Told = SimpleQueue()
        ensemble = Ensemble(network, len(films), batch.most_pixels) if network and len(films) > 1 else None
        with ThreadPoolExecutor(len(films) + 1, "film") as pool:
            left = list(films)
            try:
                if ensemble is not None:
                    pool.submit(ensemble.conduct)
                while left:
                    pool.submit(self._film, left[-1], network, ensemble, told)
                    left.pop()
                self._listen(told, len(films))
            except BaseException:
                self._halted.set()
                # Those that did start would wait for ever for those that did not.
                for _ in left:
                    _leave(ensemble)
                raise

    def _listen(self, told: _Told, running: int) -> None:
        while running:
            number, record = told.get()
            if isinstance(record, FilmEnded):
                self._tally.end(number, record.outcome)
                running -= 1
            else:
                self._tally.count(number, record)

    def _film(self, film: Film, network: Network | None, ensemble: Ensemble | None, told: _Told) -> None:
        """Render one film; how that ends is the last that is told of it."""
        report = unless_stopped(lambda record: told.put((film.number, record)), self._halted)
        outcome: Outcome
        try:
            with opened(film.source, film.sink, self._recipe, overwrite=False) as (source, sink):
                if network is None:
                    outcome = render_motion(self._recipe, source, sink, report, stop=self._stop)
                else:
                    render = Render(self._recipe, self._card, source, sink, report, self._stop, resume=self._resume)
                    outcome = render.on(network, ensemble)
        except BaseException as error:
            # Whatever it is: who listens waits for it.
            outcome = error
        _leave(ensemble)
        told.put((film.number, FilmEnded(film.number, outcome)))


def _leave(ensemble: Ensemble | None) -> None:
    if ensemble is not None:
        ensemble.leave()
