import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.sources.base import Fit
from dreamstream.sources.fit import placement

SIDES = st.integers(1, 300)
SIZES = st.tuples(SIDES, SIDES)


@given(SIZES, SIZES, st.sampled_from(["crop", "pad", "stretch", None]))
def test_whatever_the_shapes_the_size_asked_for_comes_out(natural: tuple[int, int], size: tuple[int, int], fit: Fit):
    where = placement(natural, size, fit)
    width, height = where.scaled
    assert where(np.ones((height, width, 3), np.uint8)).shape == (size[1], size[0], 3)


@given(SIZES, SIZES)
def test_cropping_leaves_nothing_black_and_padding_loses_nothing(natural: tuple[int, int], size: tuple[int, int]):
    cropped, padded = placement(natural, size, "crop"), placement(natural, size, "pad")
    assert all(each >= wanted for each, wanted in zip(cropped.scaled, size, strict=True))
    assert all(each <= wanted for each, wanted in zip(padded.scaled, size, strict=True))


def test_unasked_the_middle_is_cut_out():
    wide = np.arange(6, dtype=np.uint8)[None, :, None].repeat(2, axis=0).repeat(3, axis=2)
    assert placement((6, 2), (2, 2), None)(wide)[0, :, 0].tolist() == [2, 3]


def test_bars_are_black_and_on_both_sides():
    square = np.full((2, 2, 3), 9, np.uint8)
    assert placement((2, 2), (6, 2), "pad")(square)[0, :, 0].tolist() == [0, 0, 9, 9, 0, 0]


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
def test_a_picture_of_the_same_shape_is_only_scaled(fit: Fit):
    assert placement((640, 360), (64, 36), fit).scaled == (64, 36)


def test_without_a_size_it_keeps_its_own():
    assert placement((63, 47), None, "pad").size == (63, 47)


@pytest.mark.parametrize(("size", "expected"), [((240, 0), (240, 136)), ((0, 90), (160, 90)), ((9, 9), (9, 9))])
def test_a_side_of_0_keeps_the_shape_and_is_even(size: tuple[int, int], expected: tuple[int, int]):
    assert placement((1920, 1080), size, None).size == expected
