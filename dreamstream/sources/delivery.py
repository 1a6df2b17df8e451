"""The last part of every stream's way: from pictures with times to frames as they were asked for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import dropwhile
from typing import TypeVar

from dreamstream.errors import SourceError
from dreamstream.frame import Frame, Pixels
from dreamstream.sources.base import Mark, SourceOptions
from dreamstream.sources.selection import selected
from dreamstream.sources.timing import Timed, resampled

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is known of pictures before they are chosen from."""

    name: str
    """As it is told of in errors."""
    rate: Fraction
    """Pictures per second."""
    time_base: Fraction
    """Seconds per tick."""
    since: Mark | None = None
    """The frame to begin with, before which there may be others; None is the first of all."""

    @property
    def origin(self) -> int | None:
        """Return at which ticks the frames begin; None where their first picture tells."""
        return None if self.since is None else round(self.since.began_seconds / self.time_base)

    def wanted(self, options: SourceOptions) -> SourceOptions:
        """Return ``options`` for the rest of the pictures that ``since`` leaves."""
        if self.since is None:
            return options
        # At another rate a picture may be shown again long after its time.
        passed = self.since.pts_seconds if options.fps is None else 0
        return replace(options, from_seconds=self.since.began_seconds + passed)

    def outgoing(self, options: SourceOptions) -> tuple[Fraction, Fraction]:
        """Return rate and time base of the frames that ``options`` make of them."""
        if options.fps is not None:
            return options.fps, 1 / options.fps
        return self.rate / (options.every or 1), self.time_base


def delivered(
    pictures: Iterable[Timed[T]],
    convert: Callable[[T], Pixels],
    incoming: Incoming,
    options: SourceOptions,
    at_end: Callable[[], None] = lambda: None,
    at_start: Callable[[Fraction], None] = lambda _: None,
) -> Iterator[Frame]:
    """Yield what ``options`` ask for; only what is chosen is converted.

    ``at_start`` is told at which of the pictures' seconds the frames begin, ``at_end`` called where no limit ended it.

    Raises:
        SourceError: nothing is left of the stream from ``options.from_seconds`` on.
    """
    chosen = selected(pictures, incoming.wanted(options), incoming.time_base, at_start, incoming.origin)
    first = 0 if incoming.since is None else incoming.since.index
    timed: Iterator[Timed[Pixels]] = (Timed(convert(each.content), each.ticks, each.arrival) for each in chosen)
    _, time_base = incoming.outgoing(options)
    if options.fps is not None:
        ticks = round((options.every or 1) / (incoming.rate * incoming.time_base))
        timed = resampled(timed, incoming.time_base, options.fps, ticks)
        timed = dropwhile(lambda each: each.ticks < first, timed)
    index = first - 1
    for index, each in enumerate(timed, first):
        pts_seconds = each.ticks * time_base
        if options.duration_seconds is not None and pts_seconds >= options.duration_seconds:
            return
        yield Frame(each.content, index, pts_seconds, arrival=each.arrival)
        if index + 1 == options.frames:
            return
    at_end()
    if index < first and options.from_seconds:
        raise SourceError(f"{incoming.name} ends before {float(options.from_seconds):g} s, where it was to begin")
