"""Blurs against scipy.ndimage and by what they keep."""

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


def picture(dtype=np.float32, height=50, width=61):
    return np.random.default_rng(4).integers(0, 256, (height, width, 3)).astype(dtype)


def apply(name, pixels, **options):
    return create({"type": name, **options})(pixels, MOMENT)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("sigma", "sigma_y"), [(0.6, None), (2.0, None), (3.0, 0.5), (1.5, 0), (0, 2.5)])
def test_blur_is_scipys_gaussian(dtype, sigma, sigma_y):
    pixels = picture(dtype)
    sigmas = (sigma if sigma_y is None else sigma_y, sigma, 0)
    expected = ndimage.gaussian_filter(pixels.astype(np.float64), sigmas, mode="mirror", truncate=3)
    np.testing.assert_allclose(
        apply("blur", pixels, sigma=sigma, sigma_y=sigma_y), expected, rtol=0, atol=0.6 if dtype == np.uint8 else 0.1
    )


def test_blur_of_0_is_the_picture():
    np.testing.assert_array_equal(apply("blur", picture(), sigma=0), picture())


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("size", [3, 5, 9])
def test_median_is_scipys_inside(dtype, size):
    pixels, edge = picture(dtype), size // 2
    expected = ndimage.median_filter(pixels, (size, size, 1))
    inside = np.s_[edge:-edge, edge:-edge]
    np.testing.assert_array_equal(apply("median", pixels, size=size)[inside], expected[inside])


def test_an_even_side_counts_as_the_next_odd_one():
    np.testing.assert_array_equal(apply("median", picture(), size=4), apply("median", picture(), size=5))


@pytest.mark.parametrize("dtype", DTYPES)
def test_bilateral_smooths_areas_and_leaves_edges(dtype):
    rough = np.random.default_rng(0).integers(-8, 9, (40, 40, 1))
    pixels = (np.where(np.arange(40)[:, None] < 20, 60, 190)[None] + rough).astype(dtype)
    pixels = pixels.swapaxes(0, 1).repeat(3, axis=2) if pixels.shape[2] == 1 else pixels
    result = apply("bilateral", pixels).astype(np.float64)
    assert result[5:15, 5:35].std() < 0.6 * pixels[5:15, 5:35].std()
    step = result[20, 5:35].mean() - result[19, 5:35].mean()
    assert step == pytest.approx(130, abs=6)


@given(st.floats(0, 40), st.floats(-360, 360), st.sampled_from(DTYPES))
@settings(max_examples=40, deadline=None)
def test_motion_blur_keeps_flat_pictures_and_the_light_of_a_point(length, degrees, dtype):
    flat = np.full((9, 11, 3), 77, dtype)
    np.testing.assert_allclose(apply("motion-blur", flat, length=length, degrees=degrees), flat, atol=1e-3)
    point = np.zeros((91, 91, 3), np.float32)
    point[45, 45] = 200
    result = apply("motion-blur", point, length=length, degrees=degrees)
    assert result[..., 0].sum() == pytest.approx(200, rel=1e-3)
    rows, columns = np.nonzero(result[..., 0] > 1e-3)
    x, y, angle = columns - 45, 45 - rows, np.radians(degrees)
    assert (abs(x * np.sin(angle) - y * np.cos(angle)) < 1).all()
    assert (abs(x * np.cos(angle) + y * np.sin(angle)) <= length / 2 + 0.5 + 1e-3).all()


def test_motion_blur_along_rows_is_their_running_mean():
    pixels = picture()
    expected = ndimage.uniform_filter1d(pixels.astype(np.float64), 5, axis=1, mode="mirror")
    np.testing.assert_allclose(apply("motion-blur", pixels, length=5), expected, atol=1e-2)


def test_unsharp_adds_what_a_blur_takes_away():
    pixels = picture() / 2 + 60
    blurred = apply("blur", pixels, sigma=1.5)
    expected = np.clip(pixels + 0.8 * (pixels - blurred), 0, 255)
    np.testing.assert_allclose(apply("unsharp", pixels, strength=0.8), expected, atol=1e-3)


@pytest.mark.parametrize("dtype", DTYPES)
def test_unsharp_leaves_a_flat_picture_and_the_range_alone(dtype):
    flat = np.full((20, 30, 3), 130, dtype)
    np.testing.assert_allclose(apply("unsharp", flat, strength=20), flat, atol=1e-2)
    sharp = apply("unsharp", picture(dtype), strength=20)
    assert (sharp.min(), sharp.max()) == (0, 255)


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("blur", {"sigma": -1}, "blur: sigma should be greater than or equal to 0, not -1"),
        ("median", {"size": 0}, "median: size should be greater than or equal to 1, not 0"),
        ("bilateral", {"levels": 0}, "bilateral: levels should be greater than 0, not 0"),
        ("motion-blur", {"length": 1000}, "motion-blur: length should be less than or equal to 501, not 1000"),
        ("unsharp", {"strength": 21}, "unsharp: strength should be less than or equal to 20, not 21"),
    ],
)
def test_options_out_of_range_are_refused(name, options, sentence):
    with pytest.raises(UsageError, match=sentence):
        create({"type": name, **options})
