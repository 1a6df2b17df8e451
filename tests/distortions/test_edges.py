"""Edge filters against scipy.ndimage."""

import numpy as np
import pytest
from scipy import ndimage

from dreamstream.distortions import create
from dreamstream.errors import UsageError
from dreamstream.frame import Moment

MOMENT = Moment(index=0)
DTYPES = (np.uint8, np.float32)
FIXED = {"scale": "fixed", "amount": 1}


def picture(dtype=np.uint8, height=40, width=53):
    return np.random.default_rng(3).integers(0, 120, (height, width, 3)).astype(dtype)


def planes(function, pixels):
    """Return what ``function`` makes of each channel in float64."""
    return np.stack([function(plane) for plane in np.moveaxis(pixels.astype(np.float64), 2, 0)], axis=2)


def scharr(plane, axis):
    across = ndimage.correlate1d(plane, [-1, 0, 1], axis, mode="reflect")
    return ndimage.correlate1d(across, [3, 10, 3], 1 - axis, mode="reflect")


def edges(name, pixels, **options):
    return create({"type": name, **options})(pixels, MOMENT)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("name", "derivative"), [("sobel", ndimage.sobel), ("prewitt", ndimage.prewitt)])
def test_gradients_are_scipys_gradient_magnitude_clipped_at_white(name, derivative, dtype):
    pixels = picture(dtype)
    exact = planes(lambda plane: ndimage.generic_gradient_magnitude(plane, derivative), pixels)
    hypot = planes(lambda plane: np.hypot(derivative(plane, 0), derivative(plane, 1)), pixels)
    np.testing.assert_allclose(exact, hypot)
    assert exact.max() > 255
    rounding = 0.5 if dtype == np.uint8 else 1e-3
    np.testing.assert_allclose(edges(name, pixels, **FIXED), np.minimum(exact, 255), rtol=0, atol=rounding)


@pytest.mark.parametrize("dtype", DTYPES)
def test_scharr_weighs_3_10_3(dtype):
    pixels = picture(dtype)
    exact = planes(lambda plane: np.hypot(scharr(plane, 0), scharr(plane, 1)), pixels) * 0.1
    rounding = 0.51 if dtype == np.uint8 else 1e-3
    result = edges("scharr", pixels, gain=0.1, **FIXED)
    np.testing.assert_allclose(result, np.minimum(exact, 255), rtol=0, atol=rounding)


@pytest.mark.parametrize("dtype", DTYPES)
def test_laplacian_is_the_size_of_scipys(dtype):
    pixels = picture(dtype)
    exact = abs(planes(ndimage.laplace, pixels))
    np.testing.assert_allclose(edges("laplacian", pixels, **FIXED), np.minimum(exact, 255), rtol=0, atol=1e-3)


@pytest.mark.parametrize("name", ["sobel", "prewitt", "scharr", "laplacian"])
def test_scaled_by_the_frame_contrast_does_not_matter(name):
    pixels = picture(np.float32, 90, 120)
    strong = edges(name, pixels, amount=1)
    np.testing.assert_allclose(edges(name, pixels / 10, amount=1), strong, atol=0.01)
    assert 0.001 < (strong >= 254.99).mean() < 0.01
    assert not edges(name, np.full_like(pixels, 99), amount=1).any()


def test_grey_is_the_luminances_edges_in_every_channel():
    pixels = picture(np.float32)
    grey = pixels @ np.array([0.299, 0.587, 0.114])
    exact = ndimage.generic_gradient_magnitude(grey, ndimage.sobel)
    result = edges("sobel", pixels, channels="grey", **FIXED)
    np.testing.assert_allclose(result, np.minimum(exact, 255)[..., None].repeat(3, axis=2), rtol=0, atol=0.01)


def test_keep_shows_the_pictures_colours_where_edges_are():
    pixels = picture(np.float32)
    grey = edges("sobel", pixels, channels="grey", **FIXED)
    np.testing.assert_allclose(edges("sobel", pixels, channels="keep", **FIXED), pixels * grey / 255, atol=1e-3)


def test_inverted_edges_are_dark_on_white():
    pixels = picture(np.float32)
    np.testing.assert_allclose(
        edges("sobel", pixels, invert=True, **FIXED), 255 - edges("sobel", pixels, **FIXED), atol=1e-4
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_canny_draws_one_thin_line_along_an_edge(dtype):
    pixels = np.full((20, 30, 3), 20, dtype)
    pixels[:, 15:] = 200
    lines = edges("canny", pixels, amount=1)
    assert set(np.unique(lines)) == {0, 255}
    assert ((lines[..., 0] > 0).sum(1) == 1).all()
    assert (lines[:, 14:16] > 0).any(axis=(1, 2)).all()
    np.testing.assert_array_equal(edges("canny", pixels, amount=1, keep_colours=True), np.where(lines > 0, pixels, 0))
    assert not edges("canny", pixels, amount=1, low=2000, high=3000).any()


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("sobel", {"gain": 0}, "sobel: gain should be greater than 0, not 0"),
        ("prewitt", {"channels": "all"}, "prewitt: channels should be 'each', 'grey' or 'keep', not 'all'"),
        ("canny", {"low": -1}, "canny: low should be greater than or equal to 0, not -1"),
    ],
)
def test_options_out_of_range_are_refused(name, options, sentence):
    with pytest.raises(UsageError, match=sentence):
        edges(name, picture(), **options)
