"""Chains, mixing by amount, and what the errors say."""

import tomllib

import numpy as np
import pytest
from pydantic import ValidationError

from dreamstream.distortions import Chain, Distortion, Rotate, Zoom, create
from dreamstream.distortions.base import DEEPEST, REGISTRY
from dreamstream.errors import PluginError, UnknownNameError, UsageError
from dreamstream.frame import Moment
from dreamstream.recipe import Recipe

MOMENT = Moment(index=3)
GREY = np.full((40, 50, 3), 128, np.float32)


class Add(Distortion):
    type = "add"
    value: int = 1

    def distort(self, pixels, moment):
        return pixels + pixels.dtype.type(self.value)


class Double(Distortion):
    type = "double"

    def distort(self, pixels, moment):
        return pixels * pixels.dtype.type(2)


def picture(value, dtype=np.uint8):
    return np.full((2, 3, 3), value, dtype)


def test_a_chain_applies_its_distortions_in_order():
    assert (Chain([Add(), Double()])(picture(10), MOMENT) == 22).all()
    assert (Chain([Double(), Add()])(picture(10), MOMENT) == 21).all()


def test_an_empty_chain_changes_nothing():
    np.testing.assert_array_equal(Chain()(picture(10), MOMENT), picture(10))


@pytest.mark.parametrize(("amount", "expected"), [(0, 10), (0.1, 10), (0.15, 11), (0.5, 12), (0.9, 14)])
def test_mixing_whole_levels_rounds_to_the_nearest(amount, expected):
    assert (Add(value=4, amount=amount)(picture(10), MOMENT) == expected).all()


def test_mixing_floats_keeps_fractions_and_overshoot():
    mixed = Add(value=8, amount=0.25)(picture(254.5, np.float32), MOMENT)
    assert mixed.dtype == np.float32
    np.testing.assert_allclose(mixed, 256.5, atol=1e-4)


def test_options_are_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        Zoom().scale = 0.1


def test_create_builds_what_the_table_says():
    assert create({"type": "zoom", "scale": 0.05, "amount": 0.5}) == Zoom(scale=0.05, amount=0.5)


def nested(*inner, **options):
    return {"type": "chain", "distort": list(inner), **options}


def test_distortions_within_a_distortion_are_built_from_their_tables():
    chain = create(nested({"type": "zoom", "scale": 0.1}, nested({"type": "rotate"}), Rotate(degrees=3)))
    inner, one = chain.children[1], Rotate()
    assert chain.children == (Zoom(scale=0.1), inner, Rotate(degrees=3))
    assert inner.children == (one,)


def test_distortions_lie_in_one_another_up_to_a_depth():
    table = {"type": "zoom"}
    for _ in range(DEEPEST):
        table = nested(table, {"type": "rotate"})
    built = create(table)
    for deeper in (nested(table), nested(built), nested(nested(nested(table)))):
        with pytest.raises(UsageError, match=r"^chain: distort: distortions can't be nested more than 8 deep$"):
            create(deeper)


def test_a_chains_random_numbers_are_each_distortions_own():
    noise = create({"type": "noise"})
    once, twice = noise(GREY, MOMENT) - GREY, Chain([noise, noise])(GREY, MOMENT) - GREY
    assert twice.std() / once.std() == pytest.approx(2**0.5, rel=0.05)


def test_create_leaves_the_table_alone():
    table = {"type": "zoom"}
    create(table)
    assert table == {"type": "zoom"}


@pytest.mark.parametrize(
    ("table", "error", "sentence"),
    [
        ({"type": "zom"}, UnknownNameError, r"^unknown distortion 'zom'; did you mean 'zoom'\?$"),
        ({"type": "zoom", "scal": 1}, UnknownNameError, r"^unknown zoom option 'scal'; did you mean 'scale'\?$"),
        ({"scale": 0.05}, UsageError, r"^a distortion needs a type, one of: affine, "),
        ({"type": "zoom", "amount": 3}, UsageError, r"^zoom: amount should be less than or equal to 1, not 3$"),
        (
            {"type": "zoom", "border": "mirror"},
            UsageError,
            r"^zoom: border should be 'reflect', 'replicate', 'wrap' or 'constant', not 'mirror'$",
        ),
        (
            {"type": "rotate", "degrees": float("nan")},
            UsageError,
            r"^rotate: degrees should be a finite number, not nan$",
        ),
        ({"type": "zoom", "amount": 2, "centre_x": -1}, UsageError, r"amount should be .*; centre_x should be "),
        ({"type": "chain"}, UsageError, r"^chain: distort is missing$"),
        (
            {"type": "chain", "distrt": []},
            UnknownNameError,
            r"^unknown chain option 'distrt'; did you mean 'distort'\?$",
        ),
        ({"type": "chain", "distort": "zoom"}, UsageError, r"^chain: distort: 'zoom' is not a list of distortions$"),
        (nested(), UsageError, r"^chain: distort: at least one distortion is needed$"),
        (
            nested("zoom"),
            UsageError,
            r"^chain: distort\[0\]: a distortion is a table with a type, which 'zoom' is not$",
        ),
        (
            nested({"type": "zom"}),
            UsageError,
            r"^chain: distort\[0\]: unknown distortion 'zom'; did you mean 'zoom'\?$",
        ),
        (
            nested({"type": "zoom"}, nested({"type": "zoom", "scal": 1})),
            UsageError,
            r"^chain: distort\[1\]\.distort\[0\]: unknown zoom option 'scal'; did you mean 'scale'\?$",
        ),
        (
            nested({"type": "zoom"}, {"type": "rotate", "degrees": 400, "amount": 2}, amount=3),
            UsageError,
            r"^chain: amount should be .*, not 3; distort\[1\]\.amount should be .*, not 2; "
            r"distort\[1\]\.degrees should be less than or equal to 360, not 400$",
        ),
    ],
)
def test_create_says_in_a_sentence_what_is_wrong(table, error, sentence):
    with pytest.raises(error, match=sentence):
        create(table)


NEGATIVE = """
from dreamstream.distortions import Distortion


class PART(Distortion):
    type = "negative"
    level: float = 255

    def distort(self, pixels, moment):
        return (self.level - pixels).astype(pixels.dtype)
"""


def test_another_packages_distortion_is_one_like_ours(plug_in):
    plug_in(REGISTRY, "negative", NEGATIVE)
    negative = create({"type": "negative"})
    assert (negative(picture(55), MOMENT) == 200).all()
    assert (create({"type": "negative", "level": "100 + 10*f", "amount": 0.5})(picture(30), MOMENT) == 65).all()
    assert create(nested({"type": "negative"})).children == (negative,)


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        ("pixels[:, :1]", r"returned a picture of \(2, 1, 3\) uint8 for one of \(2, 3, 3\) uint8; both have to be"),
        ("pixels.astype(float)", r"returned a picture of \(2, 3, 3\) float64 for one"),
        ("None", "returned a NoneType, not a picture"),
        ("pixels[9]", "failed: IndexError"),
    ],
)
def test_anything_but_a_picture_of_the_same_kind_is_named_with_its_maker(plug_in, result, sentence):
    plug_in(REGISTRY, "negative", NEGATIVE.replace("(self.level - pixels).astype(pixels.dtype)", result))
    with pytest.raises(PluginError, match=f"^the distortion 'negative' of stardust {sentence}"):
        create(nested({"type": "negative"}))(picture(9), MOMENT)


@pytest.mark.parametrize("code", ["PART = 1", "class PART:\n    type = 'negative'", NEGATIVE.replace('"neg', '"pos')])
def test_what_is_no_distortion_of_its_name_is_refused(plug_in, code):
    plug_in(REGISTRY, "negative", code)
    with pytest.raises(
        PluginError, match=r"^the distortion 'negative' of stardust is no Distortion whose type is 'neg"
    ):
        create({"type": "negative"})


def test_another_packages_distortion_is_written_in_a_recipe_as_it_is_read(plug_in):
    plug_in(REGISTRY, "negative", NEGATIVE)
    recipe = Recipe.parse({"distort": [{"type": "negative", "level": 250.0}]})
    assert Recipe.parse(tomllib.loads(recipe.dump())) == recipe
    with pytest.raises(UsageError, match=r"distort.0: unknown negative option 'levle'; did you mean 'level'"):
        Recipe.parse({"distort": [{"type": "negative", "levle": 250}]})
