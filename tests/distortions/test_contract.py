"""What every distortion promises, whatever its effect."""

from fractions import Fraction

import numpy as np
import pytest

from dreamstream.distortions import REGISTRY
from dreamstream.frame import Moment

MOMENT = Moment(index=7, pts_seconds=Fraction(7, 25), seed=11)
DTYPES = (np.uint8, np.float32)
SHAPES = ((1, 1), (1, 7), (5, 3), (2, 1), (36, 64), (33, 47))

every_distortion = pytest.mark.parametrize("name", list(REGISTRY))
every_dtype = pytest.mark.parametrize("dtype", DTYPES)


def noise(height, width, dtype):
    return np.random.default_rng(5).integers(0, 256, (height, width, 3)).astype(dtype)


@every_distortion
@every_dtype
@pytest.mark.parametrize(("height", "width"), SHAPES)
def test_gives_a_new_picture_of_the_same_shape_and_dtype(name, dtype, height, width):
    pixels = noise(height, width, dtype)
    before = pixels.copy()
    result = REGISTRY[name]()(pixels, MOMENT)
    assert (result.shape, result.dtype) == (pixels.shape, pixels.dtype)
    assert not np.shares_memory(result, pixels)
    np.testing.assert_array_equal(pixels, before)


@every_distortion
@every_dtype
def test_the_same_moment_gives_the_same_picture(name, dtype):
    pixels = noise(33, 47, dtype)
    np.testing.assert_array_equal(REGISTRY[name]()(pixels, MOMENT), REGISTRY[name]()(pixels, MOMENT))


@every_distortion
@every_dtype
def test_amount_0_is_the_input(name, dtype):
    pixels = noise(33, 47, dtype)
    result = REGISTRY[name](amount=0)(pixels, MOMENT)
    np.testing.assert_array_equal(result, pixels)
    assert not np.shares_memory(result, pixels)


@every_distortion
@every_dtype
@pytest.mark.parametrize(("height", "width"), SHAPES)
def test_amount_one_half_is_the_mean_of_input_and_effect(name, dtype, height, width):
    pixels = noise(height, width, dtype)
    mean = (pixels.astype(np.float64) + REGISTRY[name]()(pixels, MOMENT)) / 2
    rounding = 0.5 if dtype == np.uint8 else 1e-4
    np.testing.assert_allclose(REGISTRY[name](amount=0.5)(pixels, MOMENT), mean, rtol=0, atol=rounding)


@every_distortion
@every_dtype
@pytest.mark.parametrize("amount", [0.5, 1])
def test_memory_layout_does_not_matter(name, dtype, amount):
    view = noise(66, 47, dtype)[::2, ::-1, ::-1]
    view.flags.writeable = False
    distortion = REGISTRY[name](amount=amount)
    np.testing.assert_array_equal(distortion(view, MOMENT), distortion(view.copy(), MOMENT))


@every_distortion
def test_every_option_is_described_and_the_type_is_the_name(name):
    cls = REGISTRY[name]
    assert cls.type == name
    assert [option for option, field in cls.model_fields.items() if not field.description] == []
