"""One affine resampling: borders, interpolations, and exactness whichever library does it."""

import numpy as np
import pytest
from scipy import ndimage

from dreamstream.distortions import warp as warp_module
from dreamstream.distortions.warp import warp

SCIPY_MODES = {"reflect": "mirror", "replicate": "nearest", "wrap": "grid-wrap", "constant": "grid-constant"}
TURNED = np.array([[0.9, 0.4], [-0.5, 1.2]])
SHIFT = np.array([-7.3, 11.6])


@pytest.fixture(params=["opencv", "scipy"])
def library(request, monkeypatch):
    """Run a test as it comes, and as where OpenCV is known not to be exact."""
    if request.param == "scipy":
        monkeypatch.setattr(warp_module, "_opencv_is_exact", lambda dtype: False)


def noise(height, width, dtype):
    return (np.random.default_rng(2).integers(0, 2, (height, width, 3)) * 255).astype(dtype)


def by_scipy(pixels, border):
    planes = [
        ndimage.affine_transform(plane, TURNED, SHIFT, order=1, mode=SCIPY_MODES[border])
        for plane in np.moveaxis(pixels.astype(np.float64), 2, 0)
    ]
    return np.stack(planes, axis=2)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("border", SCIPY_MODES)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
@pytest.mark.parametrize("shape", [(30, 41), (5, 3), (1, 7), (1, 1)])
def test_linear_is_scipys_inside_and_beyond_every_border(border, dtype, shape):
    pixels = noise(*shape, dtype)
    result = warp(pixels, TURNED, SHIFT, "linear", border)
    assert result.dtype == dtype
    np.testing.assert_allclose(result, by_scipy(pixels, border), rtol=0, atol=0.52 if dtype == np.uint8 else 0.05)


@pytest.mark.usefixtures("library")
def test_linear_stays_within_the_inputs_range():
    pixels = noise(30, 41, np.float32) / 2 + 50
    result = warp(pixels, TURNED, SHIFT)
    assert result.min() >= 50 - 1e-3
    assert result.max() <= 177.5 + 1e-3


@pytest.mark.parametrize("interpolation", ["nearest", "linear", "cubic", "lanczos"])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_a_shift_by_whole_pixels_only_moves_them(interpolation, dtype):
    pixels = noise(30, 41, dtype)
    result = warp(pixels, np.eye(2), np.array([3.0, 5.0]), interpolation, "wrap")
    np.testing.assert_allclose(result, np.roll(pixels, (-3, -5), axis=(0, 1)), atol=1e-3)


def test_nearest_invents_no_values():
    pixels = noise(30, 41, np.uint8)
    assert set(np.unique(warp(pixels, TURNED, SHIFT, "nearest"))) == {0, 255}


def test_sharper_interpolations_keep_more_contrast():
    pixels = noise(60, 60, np.float32)
    half = np.array([0.5, 0.5])
    contrasts = [warp(pixels, np.eye(2), half, kind).std() for kind in ("linear", "cubic", "lanczos")]
    assert contrasts == sorted(contrasts)
