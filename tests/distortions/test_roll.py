"""Rolls against np.roll, column by column."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dreamstream.distortions import create
from dreamstream.errors import UsageError
from dreamstream.frame import Moment

MOMENT = Moment(index=0, seed=3)
DTYPES = (np.uint8, np.float32)


def picture(height=48, width=64, dtype=np.uint8):
    return np.random.default_rng(1).integers(0, 256, (height, width, 3)).astype(dtype)


def rolled(pixels, shifts):
    """Return every column rolled down by its own whole shift."""
    return np.stack([np.roll(pixels[:, n], int(shift), axis=0) for n, shift in enumerate(shifts)], axis=1)


def roll(pixels, moment=MOMENT, **options):
    return create({"type": "roll", **options})(pixels, moment)


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_default_moves_column_n_down_by_n_fifteenths_rounded_down(dtype):
    pixels = picture(30, 640, dtype)
    np.testing.assert_array_equal(roll(pixels), rolled(pixels, [n // 15 for n in range(640)]))


@given(st.sampled_from(DTYPES), st.integers(1, 30), st.integers(1, 30), st.integers(-1000, 1000))
@settings(max_examples=50, deadline=None)
def test_any_whole_shift_is_np_rolls_and_rows_are_columns_turned(dtype, height, width, slope):
    pixels = picture(height, width, dtype)
    expected = rolled(pixels, [n * slope for n in range(width)])
    np.testing.assert_array_equal(roll(pixels, shift=f"n*{slope}"), expected)
    turned = roll(pixels.swapaxes(0, 1), shift=f"n*{slope}", axis="horizontal")
    np.testing.assert_array_equal(turned, expected.swapaxes(0, 1))


def test_negative_fractions_are_rounded_down_too():
    pixels = picture()
    np.testing.assert_array_equal(roll(pixels, shift="-n/10"), rolled(pixels, [-n // 10 for n in range(64)]))


def test_a_group_moves_as_its_first_column():
    pixels = picture()
    np.testing.assert_array_equal(roll(pixels, shift="n", group=5), rolled(pixels, [n // 5 * 5 for n in range(64)]))


def test_every_so_many_frames_only():
    pixels = picture()
    for index in range(6):
        expected = rolled(pixels, [2] * 64) if index % 3 == 0 else pixels
        np.testing.assert_array_equal(roll(pixels, Moment(index), shift="2", every=3), expected)


def test_alternating_moves_columns_then_rows_then_columns():
    pixels = picture()
    down, right = np.roll(pixels, 2, axis=0), np.roll(pixels, 2, axis=1)
    for index, expected in {0: down, 5: right, 10: down}.items():
        result = roll(pixels, Moment(index), shift="2", every=5, axis="alternating")
        np.testing.assert_array_equal(result, expected)


def test_steady_takes_the_mean_shift_back():
    pixels = picture()
    mean = round(sum(n // 4 for n in range(64)) / 64)
    steady = roll(pixels, shift="n/4", steady=True)
    np.testing.assert_array_equal(steady, rolled(pixels, [n // 4 - mean for n in range(64)]))


def test_w_and_h_are_the_pictures_whatever_moves():
    pixels = picture(48, 64)
    np.testing.assert_array_equal(roll(pixels, shift="w-h", axis="horizontal"), np.roll(pixels, 16, axis=1))
    np.testing.assert_array_equal(roll(pixels, shift="w-h"), np.roll(pixels, 16, axis=0))


@pytest.mark.parametrize("dtype", DTYPES)
def test_parts_of_a_pixel_are_read_in_between(dtype):
    pixels = picture(dtype=dtype)
    expected = 0.75 * pixels + 0.25 * np.roll(pixels, 1, axis=0).astype(np.float64)
    result = roll(pixels, shift="0.25", whole=False)
    np.testing.assert_allclose(result, expected, atol=0.5 if dtype == np.uint8 else 1e-2)


def test_reflect_has_no_seam():
    ramp = np.repeat(np.arange(100, dtype=np.uint8)[:, None, None], 8, axis=1).repeat(3, axis=2)
    steps = np.diff(roll(ramp, shift="10*n", border="reflect").astype(int), axis=0)
    assert abs(steps).max() == 1
    assert abs(np.diff(roll(ramp, shift="10*n").astype(int), axis=0)).max() == 99


@pytest.mark.parametrize(("border", "expected"), [("replicate", [7, 7, 7, 8]), ("constant", [0, 0, 7, 8])])
def test_other_borders_repeat_the_last_pixel_or_are_black(border, expected):
    column = np.arange(7, 11, dtype=np.uint8)[:, None, None].repeat(3, axis=2)
    assert roll(column, shift="2", border=border)[:, 0, 0].tolist() == expected


@pytest.mark.parametrize("border", ["wrap", "reflect", "replicate", "constant"])
def test_a_shift_of_a_million_pictures_is_as_quick_as_one(border):
    pixels = picture()
    assert roll(pixels, shift="1e12+n", border=border).shape == pixels.shape


def test_random_rolls_are_the_frames_own():
    pixels = picture()

    def random(index, seed=3):
        return roll(pixels, Moment(index, seed=seed), shift="randint(-5, 5)")

    np.testing.assert_array_equal(random(4), random(4))
    assert (random(4) != random(5)).any()
    assert (random(4) != random(4, seed=9)).any()
    columns = {column.tobytes() for column in np.moveaxis(random(4), 1, 0)}
    shifted = {np.roll(column, by, axis=0).tobytes() for column in np.moveaxis(pixels, 1, 0) for by in range(-5, 6)}
    assert columns <= shifted


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({"shift": "n/"}, UsageError, "something is missing at the end"),
        ({"shift": "m"}, UsageError, "unknown variable 'm'"),
        ({"group": 0}, UsageError, "roll: group should be greater than or equal to 1, not 0"),
        ({"axis": "diagonal"}, UsageError, "axis should be 'vertical', 'horizontal' or 'alternating'"),
    ],
)
def test_what_is_no_roll_is_refused(options, error, sentence):
    with pytest.raises(error, match=sentence):
        roll(picture(), **options)


def test_an_expression_without_a_value_is_refused_when_the_frame_comes():
    with pytest.raises(UsageError, match="'1/f' is inf at frame 0"):
        roll(picture(), shift="1/f")
