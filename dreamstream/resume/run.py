"""A render that can be gone on with, as the pipeline sees it: its source, its sink, its dream."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Protocol, TypeAlias

from dreamstream.dreaming import DreamState
from dreamstream.errors import DreamstreamError
from dreamstream.frame import Frame, StreamInfo
from dreamstream.opening import why_in_one_go
from dreamstream.recipe import Recipe
from dreamstream.resume.facts import Facts, refuse_other
from dreamstream.resume.journal import Journal
from dreamstream.resume.saved import Saved
from dreamstream.sinks import ResumableSink, Sink
from dreamstream.sources.base import Source
from dreamstream.steering.hands import Hands

Dream: TypeAlias = Callable[[Frame], Frame]


class Dreaming(Protocol):
    """A dream that feeds on itself, and can tell with what."""

    def __call__(self, frame: Frame) -> Frame:
        """Return a frame's dream."""
        ...

    def state(self) -> DreamState:
        """Return what the next dream will have of those before it."""
        ...

    def restore(self, state: DreamState, acted: Sequence[tuple[int, Fraction]]) -> None:
        """Go on from there; ``acted`` are index and seconds of the frames with which acts took effect."""
        ...


class Run:
    """One run of a render from beginning to end, after which nothing is left to go on with."""

    resumed_at = 0
    """How many frames are there already."""
    first = 0
    """The first that is dreamed; the encoder of an earlier run may not have given out all that were."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    def watching(self, dream: Dreaming) -> Dream:
        """Return a dream with the state that it has to begin with."""
        return dream

    @contextmanager
    def telling_way_on(self) -> Iterator[None]:
        """Note on an error that ends the render how it is gone on with, where it can be."""
        yield


class ResumableRun(Run):
    """One run of several that may make a film together; each begins where the one before it broke off.

    Args:
        source: where frames come from; sought in, where it can be, for the frame to go on at.
        sink: where frames go.
        facts: what the render is made from.
        hands: who steers it; they learn what they did in an earlier run.
        resume: whether to go on with what an earlier run left, where it left something.

    Raises:
        UsageError: the earlier run made another film.
        SinkError: what it left is damaged or gone.
    """

    def __init__(self, source: Source, sink: ResumableSink, facts: Facts, hands: Hands, *, resume: bool) -> None:
        saved = _left(sink, facts) if resume else None
        if saved is not None:
            sink.resume(saved.pieces)
            source.go_on_at(saved.last)
            hands.go_on(saved.past)
            self.first = saved.frames
        self._source, self._saved, self._state_path = source, saved, sink.state_path
        self._journal = Journal(sink, facts, hands)
        self.resumed_at = sink.kept_frames
        super().__init__(_Journalled(sink, self._journal))

    def watching(self, dream: Dreaming) -> Dream:
        """Return a dream in the state in which the earlier run left it, whose later states are written down."""
        if self._saved is not None:
            dream.restore(self._saved.dream, [time for time in self._saved.past.times if time[0] < self.first])

        def watched(frame: Frame) -> Frame:
            dreamed = dream(frame)
            self._journal.dreamed(frame.index + 1, partial(self._source.mark, frame), dream.state)
            return dreamed

        return watched

    @contextmanager
    def telling_way_on(self) -> Iterator[None]:
        """Note it where a state has been written."""
        try:
            yield
        except DreamstreamError as error:
            if self._state_path.exists():
                error.add_note("--resume goes on from there")
            raise


def begin(
    recipe: Recipe, source: Source, sink: Sink, facts: Callable[[str], Facts], hands: Hands, *, resume: bool
) -> Run:
    """Return a run that can be gone on with, where recipe, source and sink allow that; raises as ``ResumableRun``.

    ``facts`` are had from the fingerprint of the input.
    """
    fingerprint = source.fingerprint() if isinstance(sink, ResumableSink) else None
    if fingerprint is None or not isinstance(sink, ResumableSink) or why_in_one_go(recipe):
        return Run(sink)
    return ResumableRun(source, sink, facts(fingerprint), hands, resume=resume)


def frames_left(fingerprint: str | None, sink: Sink | None, facts: Callable[[str], Facts]) -> int:
    """Return how many frames a run that is gone on with has not to dream any more; raises as ``ResumableRun``.

    ``facts`` are had from the ``fingerprint`` of the input.
    """
    if fingerprint is None or not isinstance(sink, ResumableSink):
        return 0
    saved = _left(sink, facts(fingerprint))
    return 0 if saved is None else saved.frames


def _left(sink: ResumableSink, facts: Facts) -> Saved | None:
    """Return what an earlier run of the same render left."""
    if not sink.state_path.exists():
        return None
    saved = Saved.read(sink.state_path)
    refuse_other(saved.facts, facts, sink.state_path)
    return saved


class _Journalled(Sink):
    """A sink that an earlier run may have filled in part, and whose progress is written down."""

    def __init__(self, sink: ResumableSink, journal: Journal) -> None:
        self._sink, self._journal = sink, journal
        self._first = sink.kept_frames
        self.leaves_off = sink.leaves_off

    def open(self, info: StreamInfo) -> None:
        self._sink.open(info)

    def write(self, frame: Frame) -> None:
        self._sink.write(frame)
        if frame.index >= self._first:
            self._journal.written()

    def finish(self) -> None:
        self._sink.finish()
        self._journal.end()

    def abandon(self) -> Path | None:
        rest = self._sink.abandon()
        if rest is not None:
            self._journal.written()
        return rest
