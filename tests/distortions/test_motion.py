"""Squeeze, shear and translate against the maps they are named after."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from dreamstream.distortions import create
from dreamstream.errors import UsageError
from dreamstream.frame import Moment

MOMENT = Moment(index=0)
DTYPES = (np.uint8, np.float32)


def noise(height=40, width=57, dtype=np.float32):
    return (np.random.default_rng(5).integers(0, 2, (height, width, 3)) * 255).astype(dtype)


def by_scipy(pixels, matrix, offset, mode="mirror"):
    full, shift = np.eye(3), np.zeros(3)
    full[:2, :2], shift[:2] = matrix, offset
    return ndimage.affine_transform(pixels.astype(np.float64), full, shift, order=1, mode=mode)


def move(name, pixels, **options):
    return create({"type": name, **options})(pixels, MOMENT)


def assert_same(result, expected):
    np.testing.assert_allclose(result, expected, rtol=0, atol=0.52 if result.dtype == np.uint8 else 0.05)


@given(st.floats(-0.5, 0.5), st.floats(0, 1), st.sampled_from(["vertical", "horizontal"]))
@settings(max_examples=40, deadline=None)
def test_squeeze_is_the_inverse_map_of_stretch(scale, centre, axis):
    options = {"scale": scale, "centre": centre, "axis": axis}
    matrix, offset = create({"type": "stretch", **options}).transform(40, 57)
    back, back_offset = create({"type": "squeeze", **options}).transform(40, 57)
    np.testing.assert_allclose(matrix @ back, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(matrix @ back_offset + offset, 0, atol=1e-9)


@pytest.mark.parametrize(("scale", "length"), [(0.2, 40), (1.25, 40), (-0.25, 62.5)])
def test_squeeze_makes_things_shorter_by_the_share_or_factor(scale, length):
    bar = np.zeros((150, 20, 3), np.float32)
    bar[50:100] = 255
    assert move("squeeze", bar, scale=scale)[:, 5, 0].sum() / 255 == pytest.approx(length, abs=0.1)


@pytest.mark.parametrize("dtype", DTYPES)
def test_shear_slides_lines_about_the_one_that_stays(dtype):
    pixels, slope = noise(dtype=dtype), np.tan(np.radians(20))
    horizontal = by_scipy(pixels, [[1, 0], [slope, 1]], [0, -slope * 39 * 0.25])
    assert_same(move("shear", pixels, degrees=20, centre=0.25), horizontal)
    vertical = by_scipy(pixels, [[1, slope], [0, 1]], [-slope * 56 * 0.5, 0])
    assert_same(move("shear", pixels, degrees=20, axis="vertical"), vertical)


def test_positive_shear_leans_to_the_right_and_up_at_the_right():
    line = np.zeros((41, 41, 3), np.float32)
    line[:, 20] = 255
    leaning = move("shear", line, degrees=20)[..., 0].argmax(1)
    assert leaning[0] > leaning[20] == 20 > leaning[40]
    rising = move("shear", line.swapaxes(0, 1), degrees=20, axis="vertical")[..., 0].argmax(0)
    assert rising[0] > rising[20] == 20 > rising[40]


@pytest.mark.parametrize("dtype", DTYPES)
def test_translate_moves_by_shares_of_the_size_and_around_the_edge(dtype):
    pixels = noise(40, 60, dtype)
    assert_same(move("translate", pixels, x=0.1, y=-0.25), np.roll(pixels, (-10, 6), axis=(0, 1)))
    fine = move("translate", pixels, x=0.01, y=0.01)
    assert_same(fine, by_scipy(pixels, np.eye(2), [-0.4, -0.6], "grid-wrap"))


def test_translate_with_another_border_brings_that_in():
    assert not move("translate", noise() + 9, x=0.5, border="constant")[:, :28].any()


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("squeeze", {"scale": 3}, "squeeze: scale: 3 is neither a fraction .* nor a factor"),
        ("shear", {"degrees": 90}, "shear: degrees should be less than or equal to 80, not 90"),
        ("translate", {"x": 2}, "translate: x should be less than or equal to 1, not 2"),
    ],
)
def test_options_out_of_range_are_refused(name, options, sentence):
    with pytest.raises(UsageError, match=sentence):
        create({"type": name, **options})
