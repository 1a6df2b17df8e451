"""The last part of every stream's way: from pictures with times to frames as they were asked for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import dropwhile
from typing import TypeVar

import numpy as np

from dreamstream.errors import SourceError
from dreamstream.frame import Frame, Pixels
from dreamstream.sources.anchors import Anchors
from dreamstream.sources.base import Mark, SourceOptions
from dreamstream.sources.selection import selected
from dreamstream.sources.timing import Timed, resampled

T = TypeVar("T")

_A_DOT: Pixels = np.zeros((2, 2, 3), np.uint8)
"""In place of every picture whose time alone is wanted."""


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
    anchors: Anchors | None = None
    """Are told of what is chosen, at another rate."""

    @property
    def first_index(self) -> int:
        """Return the number of the frame to begin with."""
        return 0 if self.since is None else self.since.index

    @property
    def origin(self) -> int | None:
        """Return at which ticks the frames begin; None where their first picture tells."""
        return None if self.since is None else round(self.since.began_seconds / self.time_base)

    def wanted(self, options: SourceOptions) -> SourceOptions:
        """Return ``options`` for the rest of the pictures that ``since`` leaves."""
        if self.since is None:
            return options
        return replace(options, from_seconds=self.since.began_seconds + self.passed_seconds(options))

    def passed_seconds(self, options: SourceOptions) -> Fraction:
        """Return how long after the first one the first picture comes that ``since`` leaves."""
        if self.since is None:
            return Fraction(0)
        # At another rate a picture may be shown again long after its time.
        return self.since.pts_seconds if options.fps is None else self.since.chosen_seconds

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
        SourceError: nothing of the stream is between ``options.from_seconds`` and ``options.to_seconds``.
    """
    chosen = selected(pictures, incoming.wanted(options), incoming.time_base, at_start, incoming.origin)
    if options.fps is None:
        timed = _converted(chosen, convert)
    else:
        timed = _at_rate(options.fps, chosen, convert, incoming, options)
    _, time_base = incoming.outgoing(options)
    is_empty = True
    for index, each in enumerate(timed, incoming.first_index):
        pts_seconds = each.ticks * time_base
        if options.duration_seconds is not None and pts_seconds >= options.duration_seconds:
            return
        yield Frame(each.content, index, pts_seconds, arrival=each.arrival)
        if index + 1 == options.frames:
            return
        is_empty = False
    at_end()
    if is_empty and options.from_seconds:
        raise SourceError(_why_empty(incoming.name, options.from_seconds, options.to_seconds))


def delivery_times(pictures: Iterable[Timed[T]], incoming: Incoming, options: SourceOptions) -> Iterator[Fraction]:
    """Yield the times in seconds of what ``delivered`` would yield; raises as it does."""
    # Who looks ahead has chosen nothing.
    unnoted = replace(incoming, anchors=None)
    return (frame.pts_seconds for frame in delivered(pictures, lambda _: _A_DOT, unnoted, options))


def _converted(chosen: Iterable[Timed[T]], convert: Callable[[T], Pixels]) -> Iterator[Timed[Pixels]]:
    return (Timed(convert(each.content), each.ticks, each.arrival) for each in chosen)


def _at_rate(
    fps: Fraction,
    chosen: Iterator[Timed[T]],
    convert: Callable[[T], Pixels],
    incoming: Incoming,
    options: SourceOptions,
) -> Iterator[Timed[Pixels]]:
    """Yield the pictures at another rate than their own, from the frame on that ``incoming`` begins with."""
    chosen = _beginning_at(incoming.passed_seconds(options) / incoming.time_base, chosen)
    if incoming.anchors is not None:
        chosen = incoming.anchors.noting(chosen)
    frame_ticks = round((options.every or 1) / (incoming.rate * incoming.time_base))
    timed = resampled(_converted(chosen, convert), incoming.time_base, fps, frame_ticks)
    return dropwhile(lambda each: each.ticks < incoming.first_index, timed)


def _why_empty(name: str, begins: Fraction, ends: Fraction | None) -> str:
    if ends is not None:
        return f"{name} has no picture from {float(begins):g} to {float(ends):g} s"
    return f"{name} ends before {float(begins):g} s, where it was to begin"


def _beginning_at(ticks: Fraction, chosen: Iterator[Timed[T]]) -> Iterator[Timed[T]]:
    """Yield the pictures, none where the first one comes at another time: then they are not the ones meant."""
    first = next(chosen, None)
    if first is not None and first.ticks == ticks:
        yield first
        yield from chosen
