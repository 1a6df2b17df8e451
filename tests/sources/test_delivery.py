from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from dreamstream.errors import SourceError
from dreamstream.frame import Pixels
from dreamstream.sources.anchors import Anchors
from dreamstream.sources.base import SourceOptions
from dreamstream.sources.delivery import Incoming, delivered, delivery_times
from dreamstream.sources.timing import Timed

INCOMING = Incoming("'it'", Fraction(10), Fraction(1, 10))


def grey(value: int) -> Pixels:
    return np.full((2, 2, 3), value, np.uint8)


def delivered_values(count: int, **options: Fraction | int) -> list[tuple[Fraction, int]]:
    pictures = (Timed(index, index) for index in range(count))
    frames = delivered(pictures, grey, INCOMING, SourceOptions(**options))
    return [(frame.pts_seconds, int(frame.pixels[0, 0, 0])) for frame in frames]


def test_pictures_are_chosen_first_and_brought_to_a_rate_after():
    got = delivered_values(9, from_seconds=Fraction(1, 10), every=4, fps=Fraction(5))
    assert got == [(Fraction(0), 1), (Fraction(1, 5), 1), (Fraction(2, 5), 5), (Fraction(3, 5), 5)]
    assert INCOMING.outgoing(SourceOptions(every=4)) == (Fraction(5, 2), Fraction(1, 10))


def test_limits_count_what_comes_out():
    assert delivered_values(9, every=2, frames=2) == [(0, 0), (Fraction(1, 5), 2)]
    assert delivered_values(9, from_seconds=Fraction(1, 2), duration_seconds=Fraction(1, 10)) == [(0, 5)]


def test_what_is_not_chosen_is_not_converted():
    converted = []
    pictures = (Timed(index, index) for index in range(9))
    options = SourceOptions(from_seconds=Fraction(1, 2), every=3)
    list(delivered(pictures, lambda value: converted.append(value) or grey(value), INCOMING, options))
    assert converted == [5, 8]


def test_a_beginning_after_the_end_is_told():
    with pytest.raises(SourceError, match=r"'it' ends before 7\.5 s"):
        delivered_values(9, from_seconds=Fraction(15, 2))


def test_who_looks_at_the_times_beforehand_has_chosen_nothing():
    options = SourceOptions(fps=Fraction(5))
    incoming = replace(INCOMING, anchors=Anchors(INCOMING.time_base, Fraction(5)))
    pictures = [Timed(index, index) for index in range(9)]
    told = list(delivery_times(pictures, incoming, options))
    assert incoming.anchors.before(Fraction(1)) == 0
    assert told == [frame.pts_seconds for frame in delivered(pictures, grey, incoming, options)]
    assert incoming.anchors.before(Fraction(1)) == Fraction(4, 5)
