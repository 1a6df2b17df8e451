"""Chains, mixing by amount, and what the errors say."""

import numpy as np
import pytest
from pydantic import ValidationError

from dreamstream.distortions import Chain, Distortion, Zoom, create
from dreamstream.errors import UnknownNameError, UsageError
from dreamstream.frame import Moment

MOMENT = Moment(index=3)


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
    ],
)
def test_create_says_in_a_sentence_what_is_wrong(table, error, sentence):
    with pytest.raises(error, match=sentence):
        create(table)
