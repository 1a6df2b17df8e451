"""What a dream takes, by a clock that is a number."""

import pytest
import torch

from dreamstream.dreaming import Meter, Octaves
from dreamstream.dreaming.meter import Cost

FULL, HALF = (40, 60), (20, 30)
PIXELS = 2400


class Clock:
    """Stands still unless it is moved."""

    def __init__(self):
        self.seconds = 100.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def meter(clock):
    return Meter(0.008 / PIXELS, 0.01 / PIXELS, clock)


def dream(meter, clock, steps, rest=0.01, iterations=2):
    """Dream a frame at sizes that take so many seconds a step."""
    with meter.frame():
        clock.seconds += rest
        for size, seconds in steps.items():
            with meter.octave(torch.zeros(1, 3, *size), iterations):
                clock.seconds += iterations * seconds


def cost(meter):
    known = meter.cost([FULL, HALF])
    return known.rest_seconds, *known.step_seconds


def test_before_anything_is_timed_it_goes_by_the_pixels(meter):
    assert cost(meter) == pytest.approx((0.01, 0.008, 0.002))


def test_it_tells_steps_from_everything_else(meter, clock):
    for _ in range(7):
        dream(meter, clock, {HALF: 0.003, FULL: 0.005}, rest=0.02)
    assert cost(meter) == pytest.approx((0.02, 0.005, 0.003))


def test_a_dream_that_is_held_up_counts_for_nothing_and_a_slower_machine_within_a_few(meter, clock):
    told = []
    for seconds in (0.008, 0.008, 0.5, 0.008, 0.008, 0.008, 0.02, 0.02, 0.02):
        dream(meter, clock, {HALF: seconds / 4, FULL: seconds})
        told.append(cost(meter)[1])
    assert told == pytest.approx([0.008] * 8 + [0.02])


def test_a_first_dream_that_is_slow_counts_for_nothing(meter, clock):
    dream(meter, clock, {HALF: 0.9, FULL: 0.3}, rest=0.2)
    assert cost(meter) == pytest.approx((0.01, 0.008, 0.002))


def test_an_octave_that_is_left_out_becomes_faster_with_the_others(meter, clock):
    for _ in range(7):
        dream(meter, clock, {HALF: 0.004, FULL: 0.008})
    for _ in range(7):
        dream(meter, clock, {FULL: 0.002})
    assert cost(meter) == pytest.approx((0.01, 0.002, 0.001))


def test_a_dream_that_is_broken_off_or_has_no_step_counts_for_nothing(meter, clock):
    with pytest.raises(KeyboardInterrupt), meter.frame(), meter.octave(torch.zeros(1, 3, *FULL), 2):
        clock.seconds += 50
        raise KeyboardInterrupt
    for _ in range(7):
        dream(meter, clock, {FULL: 3.0}, rest=7, iterations=0)
    assert cost(meter) == pytest.approx((0.01, 0.008, 0.002))


def test_what_fewer_octaves_cost_is_without_the_smallest():
    assert Cost(1.0, (0.5, 0.25, 0.125)).of(Octaves(2, 1.4, 4)) == 4.0
