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
def test_gives_a_new_picture_of_the_same_shape_and_dtype(name, dtype):
    for shape in SHAPES:
        pixels = noise(*shape, dtype)
        before = pixels.copy()
        result = REGISTRY[name](amount=1)(pixels, MOMENT)
        assert (result.shape, result.dtype) == (pixels.shape, pixels.dtype)
        assert not np.shares_memory(result, pixels)
        np.testing.assert_array_equal(pixels, before, err_msg=f"{shape}")


@every_distortion
@every_dtype
def test_amount_mixes_input_and_effect(name, dtype):
    rounding = 0.5 if dtype == np.uint8 else 1e-4
    for shape in SHAPES:
        pixels = noise(*shape, dtype)
        nothing = REGISTRY[name](amount=0)(pixels, MOMENT)
        half, all_of_it = (REGISTRY[name](amount=amount)(pixels, MOMENT) for amount in (0.5, 1))
        mean = (pixels.astype(np.float64) + all_of_it) / 2
        np.testing.assert_array_equal(nothing, pixels)
        assert not np.shares_memory(nothing, pixels)
        np.testing.assert_allclose(half, mean, rtol=0, atol=rounding, err_msg=f"{shape}")


@every_distortion
@every_dtype
def test_only_values_and_moment_count_not_memory_layout_or_what_came_before(name, dtype):
    view = noise(66, 47, dtype)[::2, ::-1, ::-1]
    view.flags.writeable = False
    for amount in (0.5, 1):
        distortion = REGISTRY[name](amount=amount)
        first = distortion(view, MOMENT)
        distortion(view, Moment(index=8))
        np.testing.assert_array_equal(distortion(view.copy(), MOMENT), first)


@every_distortion
def test_every_option_is_described_and_the_type_is_the_name(name):
    cls = REGISTRY[name]
    assert cls.type == name
    assert [option for option, field in cls.model_fields.items() if not field.description] == []
