"""Which of the incoming pictures are wanted, and how many frames that makes."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from dreamstream.frame import ENDLESS
from dreamstream.sources.base import SourceOptions
from dreamstream.sources.timing import Timed

T = TypeVar("T")


def selected(
    pictures: Iterable[Timed[T]],
    options: SourceOptions,
    time_base: Fraction,
    at_start: Callable[[Fraction], None] = lambda _: None,
    origin: int | None = None,
) -> Iterator[Timed[T]]:
    """Yield every ``options.every``-th of those from ``from_seconds`` to before ``to_seconds``.

    Those at the ticks ``origin``, or the first where that is None, are then at 0; ``at_start`` is told when that was,
    in seconds.
    """
    start, end = options.from_seconds or 0, options.to_seconds
    count = 0
    for each in pictures:
        at = each.ticks * time_base
        if end is not None and at >= end:
            return
        if at < start:
            continue
        if origin is None:
            origin = each.ticks
        if count == 0:
            at_start(origin * time_base)
        if count % (options.every or 1) == 0:
            yield replace(each, ticks=each.ticks - origin)
        count += 1


def expected_count(incoming: int | None, rate: Fraction, options: SourceOptions) -> int | None:
    """Return how many frames come of so many ``incoming`` at ``rate`` per second; None where nobody can tell.

    Exact for an even rate. What was asked for at most counts where the incoming number is not known.
    """
    out_rate = options.fps or rate / (options.every or 1)
    counts = []
    if incoming is not None:
        before = math.ceil((options.from_seconds or 0) * rate)
        end = incoming if options.to_seconds is None else min(incoming, math.ceil(options.to_seconds * rate))
        kept = math.ceil(Fraction(max(0, end - before), options.every or 1))
        if options.fps is not None:
            # As FFmpeg's filter rounds: halves up.
            kept = math.floor(kept * (options.every or 1) * options.fps / rate + Fraction(1, 2))
        counts.append(max(1, kept))
    if options.frames is not None and options.frames != ENDLESS:
        counts.append(options.frames)
    if options.duration_seconds is not None:
        counts.append(math.ceil(options.duration_seconds * out_rate))
    return min(counts, default=None)
