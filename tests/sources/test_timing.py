from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.sources.timing import Clock, Timed, resampled

MILLISECOND = Fraction(1, 1000)


def resampled_values(ticks: list[int], fps: Fraction) -> list[tuple[int, int]]:
    frames = [Timed(np.full((5, 7, 3), index, np.uint8), at) for index, at in enumerate(ticks)]
    done = resampled(frames, MILLISECOND, fps, frame_ticks=40)
    return [(each.ticks, int(each.content[0, 0, 0])) for each in done]


def test_times_begin_at_0_and_keep_their_distances():
    clock = Clock(40)
    assert [clock(pts) for pts in (7000, 7040, 7075, 9000)] == [0, 40, 75, 2000]


def test_a_frame_without_a_stamp_follows_after_one_duration():
    clock = Clock(40)
    assert [clock(pts) for pts in (None, None, 500, None, 580)] == [0, 40, 80, 120, 160]


@given(st.lists(st.none() | st.integers(-1000, 1000)), st.integers(0, 50))
def test_whatever_the_stamps_times_always_grow(stamps: list[int | None], frame_ticks: int):
    clock = Clock(frame_ticks)
    ticks = [clock(pts) for pts in stamps]
    assert ticks == sorted(set(ticks))
    assert not ticks or ticks[0] == 0


def test_a_lower_rate_drops_frames_and_a_higher_one_repeats_them():
    assert resampled_values([0, 40, 80, 120], Fraction(25, 2)) == [(0, 0), (1, 2)]
    assert resampled_values([0, 40, 80], Fraction(50)) == [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (5, 2)]


def test_a_gap_is_filled_with_the_frame_before_it():
    assert [value for _, value in resampled_values([0, 40, 200], Fraction(25))] == [0, 1, 1, 1, 1, 2]


def test_nothing_in_nothing_out():
    assert resampled_values([], Fraction(25)) == []
