"""What every distortion promises, whatever its effect."""

import tomllib
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from dreamstream.distortions import REGISTRY, create
from dreamstream.frame import Moment
from dreamstream.recipe import Recipe

PICTURE = str(Path(__file__).parents[1] / "data" / "seed.jpg")
INNER = [{"type": "noise", "amount": 0.5}, {"type": "zoom"}, {"type": "erode"}]
SAMPLES = {
    "alternate": [{"distort": INNER, "every": 3}],
    "chain": [{"distort": INNER}],
    "choose": [{"distort": INNER, "weights": [1, 0, 2]}],
    "colour-lock": [{"reference": PICTURE}],
    "mix": [{"distort": INNER}, {"distort": INNER, "weights": [0, 0, 2]}],
    "regions": [
        {"distort": INNER},
        {"distort": INNER, "local": True, "feather": 3},
        {"distort": INNER, "layout": "rings", "centre_x": 0.1, "feather": 0.2},
        {"distort": INNER, "layout": "bands", "degrees": 30, "local": True},
        {"distort": INNER, "mask": PICTURE},
    ],
    "when": [{"distort": INNER, "to_frame": 8}, {"distort": INNER, "from_seconds": 9.5}],
}
"""The options of those that can't do without, or that are several things at once."""

MOMENT = Moment(index=7, pts_seconds=Fraction(7, 25), seed=11)
DTYPES = (np.uint8, np.float32)
SHAPES = ((1, 1), (1, 7), (5, 3), (2, 1), (36, 64), (33, 47))

TABLES = [{"type": name, **options} for name in REGISTRY for options in SAMPLES.get(name, [{}])]
every_distortion = pytest.mark.parametrize("table", TABLES, ids=lambda table: table["type"])
every_dtype = pytest.mark.parametrize("dtype", DTYPES)


def noise(height, width, dtype):
    return np.random.default_rng(5).integers(0, 256, (height, width, 3)).astype(dtype)


@every_distortion
@every_dtype
def test_gives_a_new_picture_of_the_same_shape_and_dtype(table, dtype):
    for shape in SHAPES:
        pixels = noise(*shape, dtype)
        before = pixels.copy()
        result = create({**table, "amount": 1})(pixels, MOMENT)
        assert (result.shape, result.dtype) == (pixels.shape, pixels.dtype)
        assert not np.shares_memory(result, pixels)
        np.testing.assert_array_equal(pixels, before, err_msg=f"{shape}")


@every_distortion
@every_dtype
def test_amount_mixes_input_and_effect(table, dtype):
    rounding = 0.5 if dtype == np.uint8 else 1e-4
    for shape in SHAPES:
        pixels = noise(*shape, dtype)
        nothing = create({**table, "amount": 0})(pixels, MOMENT)
        half, all_of_it = (create({**table, "amount": amount})(pixels, MOMENT) for amount in (0.5, 1))
        mean = (pixels.astype(np.float64) + all_of_it) / 2
        np.testing.assert_array_equal(nothing, pixels)
        assert not np.shares_memory(nothing, pixels)
        np.testing.assert_allclose(half, mean, rtol=0, atol=rounding, err_msg=f"{shape}")


@every_distortion
@every_dtype
def test_only_values_and_moment_count_not_memory_layout_or_what_came_before(table, dtype):
    view = noise(66, 47, dtype)[::2, ::-1, ::-1]
    view.flags.writeable = False
    for amount in (0.5, 1):
        distortion = create({**table, "amount": amount})
        first = distortion(view, MOMENT)
        distortion(view, Moment(index=8))
        np.testing.assert_array_equal(distortion(view.copy(), MOMENT), first)


@every_distortion
def test_its_table_in_a_recipe_makes_it_again(table):
    recipe = Recipe.parse({"distort": [table]})
    assert recipe.tables() == {"distort": [table]}
    assert Recipe.parse(tomllib.loads(recipe.dump())) == recipe


@pytest.mark.parametrize("name", list(REGISTRY))
def test_every_option_is_described_and_the_type_is_the_name(name):
    cls = REGISTRY[name]
    assert cls.type == name
    assert [option for option, field in cls.model_fields.items() if not field.description] == []
