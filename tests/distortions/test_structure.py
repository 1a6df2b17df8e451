"""What is made of distortions does what its parts do: in order, in turn, by chance, for a while, on average."""

from fractions import Fraction

import numpy as np
import pytest

from dreamstream.distortions import create
from dreamstream.errors import UsageError
from dreamstream.frame import Moment

DTYPES = (np.uint8, np.float32)
MOMENT = Moment(index=3, seed=1)

ADD = {"type": "palette-shift", "red": 20, "green": 20, "blue": 20}
"""Adds 20 levels."""
BLACK = {"type": "levels", "black": 254, "white": 255}
WHITE = {"type": "levels", "black": 0, "white": 1}
SAME = {"type": "zoom", "amount": 0}
NOISE = {"type": "noise", "sigma": 30}


def picture(level=100, dtype=np.uint8):
    return np.full((6, 8, 3), level, dtype)


def noise(dtype=np.uint8):
    return np.random.default_rng(5).integers(0, 256, (30, 40, 3)).astype(dtype)


def made(kind, *inner, **options):
    return create({"type": kind, "distort": list(inner), **options})


def level(distortion, moment=MOMENT, start=100):
    """The one level of what becomes of a flat picture."""
    (only,) = np.unique(distortion(picture(start), moment))
    return only


def test_a_chain_applies_its_distortions_in_order():
    assert level(made("chain", ADD, WHITE)) == 255
    assert level(made("chain", WHITE, ADD)) == 19


def test_the_amount_of_a_chain_is_that_of_the_whole():
    assert level(made("chain", ADD, ADD, amount=0.5)) == 120


def test_alternate_holds_each_of_its_list_for_some_frames_and_begins_again():
    turns = made("alternate", SAME, ADD, WHITE, every=2)
    assert [level(turns, Moment(index)) for index in range(8)] == [100, 100, 120, 120, 255, 255, 100, 100]


@pytest.mark.parametrize(
    ("options", "frames"),
    [
        ({}, [0, 1, 2, 3, 4, 5]),
        ({"from_frame": 2}, [2, 3, 4, 5]),
        ({"to_frame": 2}, [0, 1]),
        ({"from_frame": 2, "to_frame": 4}, [2, 3]),
        ({"from_seconds": 0.1, "to_seconds": 0.3}, [1, 2]),
        ({"from_seconds": 0.31}, [4, 5]),
        ({"to_seconds": 0}, []),
    ],
)
def test_when_counts_as_a_range_does_and_does_nothing_outside_of_it(options, frames):
    timed = made("when", ADD, **options)
    moments = [Moment(index, pts_seconds=Fraction(index, 10)) for index in range(6)]
    assert [moment.index for moment in moments if level(timed, moment) == 120] == frames
    assert all(level(timed, moment) in {100, 120} for moment in moments)


def test_choose_takes_each_as_often_as_it_weighs():
    drawn = made("choose", SAME, ADD, WHITE, weights=[1, 0, 3])
    levels = [level(drawn, Moment(index, seed=4)) for index in range(400)]
    assert set(levels) == {100, 255}
    assert levels.count(255) / 400 == pytest.approx(0.75, abs=0.07)


def test_a_choice_is_the_frames_and_the_seeds_own_and_can_be_held():
    def levels(seed, **options):
        drawn = made("choose", SAME, ADD, **options)
        return [level(drawn, Moment(index, seed=seed)) for index in range(40)]

    assert levels(0) == levels(0) != levels(1)
    held = levels(0, hold_frames=5)
    assert held == [held[index // 5 * 5] for index in range(40)]
    assert len(set(held)) == 2


def test_a_choice_within_a_choice_and_one_after_another_are_drawn_by_themselves():
    within = made("choose", SAME, {"type": "choose", "distort": [ADD, WHITE]})
    assert {level(within, Moment(index)) for index in range(30)} == {100, 120, 255}
    either = {"type": "choose", "distort": [SAME, ADD]}
    assert {level(made("chain", either, either), Moment(index)) for index in range(30)} == {100, 120, 140}


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_mix_is_the_weighted_mean(dtype):
    parts = [{"type": "rotate", "degrees": 20}, {"type": "noise"}, {"type": "laplacian", "amount": 1}]
    alone = [made("mix", *parts, weights=[float(each == part) for each in range(3)]) for part in range(3)]
    each = [part(noise(dtype), MOMENT).astype(np.float64) for part in alone]
    mixed = made("mix", *parts, weights=[2, 1, 5])(noise(dtype), MOMENT)
    expected = (2 * each[0] + each[1] + 5 * each[2]) / 8
    np.testing.assert_allclose(mixed, expected, rtol=0, atol=0.5 if dtype == np.uint8 else 1e-4)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_mix_of_one_is_that_one(dtype):
    swirl = {"type": "swirl", "degrees": 40, "interpolation": "cubic"}
    result = made("mix", swirl)(noise(dtype), MOMENT)
    np.testing.assert_array_equal(result, create(swirl)(noise(dtype), MOMENT))


def test_a_mix_weighs_all_the_same_and_rounds_to_the_nearest_level():
    assert level(made("mix", SAME, ADD, WHITE)) == round((100 + 120 + 255) / 3)


def test_noises_in_a_mix_do_not_repeat_each_other():
    """Of four that are independent the mean deviates half as much."""
    flat = np.full((60, 80, 3), 128, np.float32)
    one, four = (made("mix", *[NOISE] * count)(flat, MOMENT).std() for count in (1, 4))
    assert four / one == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"type": "choose", "weights": [1]}, "choose: give as many weights as distortions, 2, not 1"),
        ({"type": "mix", "weights": [0, 0]}, "mix: one of the weights has to be above 0"),
        ({"type": "mix", "weights": [1, -1]}, r"mix: weights\[1\] should be greater than or equal to 0, not -1"),
        ({"type": "alternate", "every": 0}, "alternate: every should be greater than or equal to 1, not 0"),
        ({"type": "when", "from_frame": 7, "to_frame": 7}, "when: to_frame 7 has to be more than from_frame 7"),
        ({"type": "when", "from_seconds": 1.5, "to_seconds": 1}, "when: to_seconds 1 has to be more than from_seconds"),
        (
            {"type": "when", "from_frame": 7, "to_seconds": 9},
            "when: give the time in frames or in seconds, not in both",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(table, sentence):
    with pytest.raises(UsageError, match=f"^{sentence}"):
        create({**table, "distort": [SAME, ADD]})
