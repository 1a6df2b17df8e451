"""Zoom, stretch, rotate and affine against scipy.ndimage.affine_transform, the meaning they promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from dreamstream.distortions import Affine, Rotate, Stretch, Zoom, create
from dreamstream.distortions.affine import crop_fraction
from dreamstream.errors import UsageError
from dreamstream.frame import Moment

MOMENT = Moment(index=0)
DTYPES = (np.uint8, np.float32)

dtypes = st.sampled_from(DTYPES)
shapes = st.tuples(st.integers(1, 40), st.integers(1, 40))
fractions = st.floats(-0.5, 0.5)
units = st.floats(0, 1)


def noise(height, width, dtype):
    """Return black and white noise: what resampling errors show most on."""
    bits = np.random.default_rng(height * 1000 + width).integers(0, 2, (height, width, 3))
    return (bits * 255).astype(dtype)


def by_scipy(pixels, matrix, offset, order=1, mode="mirror"):
    """Return the result unrounded, in float64; (2, 2) acts on each channel."""
    full, shift = np.eye(3), np.zeros(3)
    full[: len(matrix), : len(matrix)] = matrix
    shift[: len(offset)] = offset
    return ndimage.affine_transform(pixels.astype(np.float64), full, shift, order=order, mode=mode)


def assert_same(result, expected):
    rounding = 0.52 if result.dtype == np.uint8 else 0.05
    np.testing.assert_allclose(result, expected, rtol=0, atol=rounding)


@pytest.mark.parametrize("dtype", DTYPES)
def test_zoom_and_stretch_at_their_defaults_are_the_notebooks_formulas(dtype):
    pixels, s = noise(90, 161, dtype), 0.05
    h, w = pixels.shape[:2]
    zoomed = by_scipy(pixels, np.diag([1 - s, 1 - s, 1]), [h * s / 2, w * s / 2, 0])
    stretched = by_scipy(pixels, np.diag([1 - s, 1, 1]), [h * s / 2, 0, 0])
    assert_same(Zoom()(pixels, MOMENT), zoomed)
    assert_same(Stretch()(pixels, MOMENT), stretched)
    assert_same(Affine(matrix=(1 - s, 1 - s, 1), offset=(h * s / 2, w * s / 2, 0))(pixels, MOMENT), zoomed)


@given(shapes, dtypes, fractions, units, units)
@settings(max_examples=60, deadline=None)
def test_zoom_scales_about_its_point(shape, dtype, scale, centre_x, centre_y):
    pixels = noise(*shape, dtype)
    point = np.array([shape[0] * centre_y, shape[1] * centre_x])
    expected = by_scipy(pixels, np.eye(2) * (1 - scale), point * scale)
    assert_same(Zoom(scale=scale, centre_x=centre_x, centre_y=centre_y)(pixels, MOMENT), expected)


@given(shapes, dtypes, fractions, units)
@settings(max_examples=40, deadline=None)
def test_stretch_scales_one_axis_about_its_line(shape, dtype, scale, centre):
    pixels = noise(*shape, dtype)
    vertical = by_scipy(pixels, np.diag([1 - scale, 1]), [shape[0] * centre * scale, 0])
    assert_same(Stretch(scale=scale, centre=centre)(pixels, MOMENT), vertical)
    horizontal = by_scipy(pixels, np.diag([1, 1 - scale]), [0, shape[1] * centre * scale])
    assert_same(Stretch(scale=scale, centre=centre, axis="horizontal")(pixels, MOMENT), horizontal)


@given(shapes, dtypes, st.floats(-360, 360), units, units)
@settings(max_examples=60, deadline=None)
def test_rotate_turns_about_its_point(shape, dtype, degrees, centre_x, centre_y):
    pixels = noise(*shape, dtype)
    point = np.array([(shape[0] - 1) * centre_y, (shape[1] - 1) * centre_x])
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    matrix = np.array([[cosine, sine], [-sine, cosine]])
    expected = by_scipy(pixels, matrix, point - matrix @ point)
    assert_same(Rotate(degrees=degrees, centre_x=centre_x, centre_y=centre_y)(pixels, MOMENT), expected)


@pytest.mark.parametrize("dtype", DTYPES)
def test_rotate_is_counter_clockwise_and_exact_in_right_angles(dtype):
    square, wide = noise(31, 31, dtype), noise(20, 31, dtype)
    np.testing.assert_allclose(Rotate(degrees=90)(square, MOMENT), np.rot90(square), atol=1e-2)
    np.testing.assert_allclose(Rotate(degrees=180)(wide, MOMENT), wide[::-1, ::-1], atol=1e-2)


@pytest.mark.parametrize(
    ("scale", "fraction"),
    [(0, 0), (0.05, 0.05), (-0.05, -0.05), (0.5, 0.5), (-0.5, -0.5), (1, 0), (2, 0.5), (0.8, -0.25)],
)
def test_scale_is_a_fraction_up_to_a_half_and_a_factor_above(scale, fraction):
    assert crop_fraction(scale) == pytest.approx(fraction)
    assert Zoom(scale=scale).scale == scale


def test_a_factor_makes_things_that_many_times_bigger():
    pixels = np.zeros((60, 60, 3), np.float32)
    pixels[20:40, 20:40] = 255
    area = (Zoom(scale=1.5)(pixels, MOMENT)[..., 0] > 127).sum()
    assert area == pytest.approx(20 * 20 * 1.5**2, rel=0.1)


@pytest.mark.parametrize("scale", [-0.51, 2.01, 5])
@pytest.mark.parametrize("name", ["zoom", "stretch"])
def test_any_other_scale_is_refused_with_both_meanings_explained(name, scale):
    with pytest.raises(UsageError, match=rf"{name}: scale: {scale:g} is neither a fraction .* nor a factor"):
        create({"type": name, "scale": scale})


@given(shapes, dtypes, st.lists(st.floats(-1.5, 1.5), min_size=6, max_size=6))
@settings(max_examples=60, deadline=None)
def test_affine_is_scipys_on_rows_and_columns(shape, dtype, numbers):
    pixels = noise(*shape, dtype)
    matrix, offset = np.reshape(numbers[:4], (2, 2)), np.multiply(numbers[4:], 10)
    distortion = create({"type": "affine", "matrix": matrix.tolist(), "offset": offset.tolist()})
    assert_same(distortion(pixels, MOMENT), by_scipy(pixels, matrix, offset))


@pytest.mark.parametrize("dtype", DTYPES)
def test_affine_is_scipys_on_channels_too(dtype):
    pixels = noise(20, 31, dtype)
    matrix, offset = ((1, 0.1, 0), (0, 0.9, 0), (0.01, 0, 0.5)), (0.5, 0, 0.25)
    expected = by_scipy(pixels, np.array(matrix), offset)
    assert_same(Affine(matrix=matrix, offset=offset)(pixels, MOMENT), expected)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"matrix": [1, 2, 3, 4]}, "matrix: .* is neither a diagonal of 2 or 3 numbers nor a 2x2 or 3x3 matrix"),
        ({"matrix": [[1, 0], [0]]}, "is neither a diagonal"),
        ({"matrix": [1, float("nan")]}, "is neither a diagonal"),
        ({"matrix": [1, 1000]}, "each from -100 to 100"),
        ({"offset": [1]}, r"offset: \[1\] is not 2 or 3 numbers"),
        ({"matrix": [1, 1, 0.5], "interpolation": "lanczos"}, "lanczos can't mix channels; use cubic"),
    ],
)
def test_affine_refuses_what_is_no_map_of_a_picture(options, sentence):
    with pytest.raises(UsageError, match=sentence):
        create({"type": "affine", **options})


@pytest.mark.parametrize("distortion", [Zoom(), Zoom(scale=-0.05), Stretch(), Rotate(), Rotate(degrees=-7)])
def test_fifty_frames_of_feedback_stay_with_scipys_fifty(distortion):
    pixels = noise(72, 128, np.float32)
    expected = pixels.astype(np.float64)
    matrix, offset = distortion.transform(72, 128)
    for _ in range(50):
        pixels = distortion(pixels, MOMENT)
        expected = by_scipy(expected, matrix, offset)
    np.testing.assert_allclose(pixels, expected, rtol=0, atol=0.1)


def test_a_hundredth_of_a_pixel_per_frame_is_a_pixel_after_a_hundred():
    ramp = np.tile(np.arange(64, dtype=np.float32)[:, None], (8, 1, 3))
    moved = ramp
    for _ in range(100):
        moved = Affine(offset=(0, 0.01))(moved, MOMENT)
    np.testing.assert_allclose(moved[:, 8:48], ramp[:, 8:48] + 1, atol=0.01)
