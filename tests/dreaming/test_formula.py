"""Objectives add up like numbers, and say what they are."""

import pytest

from dreamstream.dreaming import Formula, Guided, Target
from dreamstream.errors import UsageError

OBJECTS, TEXTURES = Target("objects"), Target("textures", (3, 17))
GUIDED = Guided("photo.jpg", "parts")


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (OBJECTS + TEXTURES, "objects + textures:3,17"),
        (OBJECTS + 0.5 * TEXTURES - 0.2 * GUIDED, "objects + 0.5*textures:3,17 - 0.2*guide(photo.jpg)@parts"),
        (2 * (OBJECTS - TEXTURES), "2*objects - 2*textures:3,17"),
        (-OBJECTS, "-objects"),
        (OBJECTS - (OBJECTS * 3 - GUIDED), "objects - 3*objects + guide(photo.jpg)@parts"),
        (1e-9 * OBJECTS - 0.1 * Target("a", random_channels=2), "1e-09*objects - 0.1*a:random(2)"),
        (-0.5 * Target("motif5", (12,), is_logit=True), "-0.5*logit(motif5:12)"),
    ],
)
def test_a_formula_is_written_as_it_is_meant(formula, text):
    assert str(formula) == text


def test_layers_are_named_once_and_can_be_renamed():
    formula = OBJECTS + GUIDED - Target("objects", (1,))
    assert formula.layers == ("objects", "parts")
    assert str(formula.with_layers(str.upper)) == "OBJECTS + guide(photo.jpg)@PARTS - OBJECTS:1"


def test_a_formula_of_nothing_or_of_no_numbers_is_refused():
    with pytest.raises(UsageError, match="a formula needs a term"):
        Formula(())
    with pytest.raises(UsageError, match="the weight of objects is inf; it has to be a finite number"):
        _ = OBJECTS * float("inf")
