"""Noise by its statistics, erosion and dilation against scipy.ndimage."""

import numpy as np
import pytest
from scipy import ndimage

from dreamstream.distortions import create
from dreamstream.errors import UsageError
from dreamstream.frame import Moment

MOMENT = Moment(index=3, seed=1)
DTYPES = (np.uint8, np.float32)


def grey(dtype=np.float32):
    return np.full((100, 130, 3), 120, dtype)


def apply(name, pixels, moment=MOMENT, **options):
    return create({"type": name, "amount": 1, **options})(pixels, moment)


@pytest.mark.parametrize("dtype", DTYPES)
def test_noise_has_its_deviation_and_no_mean(dtype):
    noise = apply("noise", grey(dtype), sigma=12).astype(np.float64) - 120
    assert noise.mean() == pytest.approx(0, abs=0.2)
    assert noise.std() == pytest.approx(12, rel=0.02)
    assert abs(np.corrcoef(noise[..., 0].ravel(), noise[..., 1].ravel())[0, 1]) < 0.03


def test_noise_without_colour_is_the_same_in_every_channel():
    noise = apply("noise", grey(), colour=False)
    assert (noise == noise[..., :1]).all()
    assert noise.std() > 1


def test_large_grains_change_slowly_over_the_picture():
    fine, coarse = (apply("noise", grey(), size=size) for size in (1, 8))
    assert abs(np.diff(coarse, axis=1)).mean() < abs(np.diff(fine, axis=1)).mean() / 3


def test_noise_is_the_frames_own_and_stays_within_the_range():
    assert (apply("noise", grey()) != apply("noise", grey(), Moment(4, seed=1))).any()
    loud = apply("noise", grey(), sigma=255)
    assert (loud.min(), loud.max()) == (0, 255)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("size", [1, 4, 5])
def test_erode_and_dilate_are_scipys_with_a_square_of_odd_side(dtype, size):
    pixels = np.random.default_rng(0).integers(0, 256, (30, 41, 3)).astype(dtype)
    window = (size | 1, size | 1, 1)
    eroded, dilated = ndimage.minimum_filter(pixels, window), ndimage.maximum_filter(pixels, window)
    np.testing.assert_array_equal(apply("erode", pixels, size=size, shape="square"), eroded)
    np.testing.assert_array_equal(apply("dilate", pixels, size=size, shape="square"), dilated)


@pytest.mark.parametrize(("shape", "area"), [("square", 49), ("cross", 13), ("round", 37)])
def test_a_point_grows_to_the_shape(shape, area):
    point = np.zeros((15, 15, 3), np.uint8)
    point[7, 7] = 255
    grown = apply("dilate", point, size=7, shape=shape)[..., 0] > 0
    assert grown.sum() == pytest.approx(area, abs=4 if shape == "round" else 0)
    assert (grown == grown[::-1]).all()
    assert (grown == grown[:, ::-1]).all()


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("noise", {"sigma": -1}, "noise: sigma should be greater than or equal to 0, not -1"),
        ("erode", {"size": 0}, "erode: size should be greater than or equal to 1, not 0"),
        ("dilate", {"shape": "star"}, "dilate: shape should be 'round', 'square' or 'cross', not 'star'"),
    ],
)
def test_options_out_of_range_are_refused(name, options, sentence):
    with pytest.raises(UsageError, match=sentence):
        apply(name, grey(), **options)
