from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.frame import ENDLESS
from dreamstream.sources.base import SourceOptions
from dreamstream.sources.selection import expected_count, selected
from dreamstream.sources.timing import Timed, resampled

MILLISECOND = Fraction(1, 1000)
TIMES = st.fractions(0, 3, max_denominator=1000)


@st.composite
def options(draw: st.DrawFn) -> SourceOptions:
    start = draw(st.none() | TIMES)
    length = draw(st.none() | st.fractions(Fraction(1, 1000), 2, max_denominator=1000))
    return SourceOptions(
        from_seconds=start,
        to_seconds=None if length is None else (start or 0) + length,
        every=draw(st.none() | st.integers(1, 7)),
    )


@given(st.lists(st.integers(1, 200), max_size=40), options())
def test_it_is_a_slice_of_the_whole_whose_times_begin_at_0(gaps: list[int], wanted: SourceOptions):
    ticks = [sum(gaps[:index]) for index in range(len(gaps))]
    start, end = wanted.from_seconds or 0, wanted.to_seconds
    inside = [at for at in ticks if start <= at * MILLISECOND and (end is None or at * MILLISECOND < end)]
    got = list(selected((Timed(at, at) for at in ticks), wanted, MILLISECOND))
    assert [each.content for each in got] == inside[:: wanted.every or 1]
    assert [each.ticks for each in got] == [each.content - inside[0] for each in got]


def test_nothing_is_read_beyond_the_end():
    frames = (Timed(index, index) for index in range(10))
    list(selected(frames, SourceOptions(to_seconds=3 * MILLISECOND), MILLISECOND))
    assert next(frames).content == 4


@given(st.integers(1, 100), st.sampled_from([Fraction(25), Fraction(30000, 1001), Fraction(1)]), options())
def test_the_number_of_frames_is_told_before(count: int, rate: Fraction, wanted: SourceOptions):
    frames = (Timed(index, index) for index in range(count))
    expected = expected_count(count, rate, wanted)
    assert expected == max(1, len(list(selected(frames, wanted, 1 / rate))))


def test_a_stream_of_no_known_length_has_as_many_as_are_asked_for():
    assert expected_count(None, Fraction(25), SourceOptions(from_seconds=Fraction(1))) is None
    assert expected_count(None, Fraction(25), SourceOptions(frames=7)) == 7
    assert expected_count(None, Fraction(24), SourceOptions(duration_seconds=Fraction(2), every=2)) == 24


def test_another_rate_counts_by_time():
    wanted = SourceOptions(from_seconds=Fraction(1), to_seconds=Fraction(3), fps=Fraction(10), every=3)
    assert expected_count(100, Fraction(25), wanted) == 20


@given(st.integers(1, 30), st.sampled_from([5, 12.5, 25, 60]), st.integers(1, 4))
def test_at_another_rate_it_is_told_as_well(count: int, fps: float, every: int):
    wanted = SourceOptions(fps=Fraction(fps), every=every)
    frames = (Timed(np.zeros((2, 2, 3), np.uint8), index) for index in range(count))
    told = expected_count(count, Fraction(25), wanted)
    came = resampled(selected(frames, wanted, Fraction(1, 25)), Fraction(1, 25), Fraction(fps), every)
    assert told == max(1, len(list(came)))


def test_who_wants_frames_without_end_does_not_know_their_number():
    assert expected_count(None, Fraction(25), SourceOptions(frames=ENDLESS)) is None
    assert expected_count(50, Fraction(25), SourceOptions(frames=ENDLESS)) == 50
