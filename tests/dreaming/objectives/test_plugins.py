"""Objectives of other packages: called by name, and held to the contract."""

import pytest
import torch

from dreamstream.dreaming import Target, parse_formula
from dreamstream.dreaming.formula import Circumstances
from dreamstream.dreaming.objectives import REGISTRY
from dreamstream.errors import ExpressionError, PluginError, UnknownNameError

ACTIVATION = torch.ones(1, 2, 3, 4)
NEAR = """
class PART:
    def __init__(self, argument):
        self.level = float(argument or 0)

    def top_diff(self, activation):
        return self.level - activation
"""


def term_of(text):
    ((_, term),) = parse_formula(text).parts
    return term


def diff_of(text):
    return term_of(text).under(Circumstances(2, 0, 0, pytest.fail)).top_diff(ACTIVATION)


def test_it_is_called_with_what_the_formula_says_of_it(plug_in):
    plug_in(REGISTRY, "near", NEAR)
    assert torch.equal(diff_of("near(3)@parts"), 3 - ACTIVATION)
    assert torch.equal(diff_of("near@parts"), -ACTIVATION)


def test_a_formula_with_it_is_read_as_it_writes_itself(plug_in):
    plug_in(REGISTRY, "near", NEAR)
    text = "objects - 0.5*near(3)@a/b + near@1x1"
    formula = parse_formula(text)
    assert str(formula) == text
    assert parse_formula(" objects-.5 * near ( 3 ) @ a/b+near @ 1x1") == formula
    assert formula.layers == ("objects", "a/b", "1x1")
    assert str(formula.with_layers(str.upper)) == "OBJECTS - 0.5*near(3)@A/B + near@1X1"
    assert formula.parts[0][1] == Target("objects")


@pytest.mark.parametrize("text", ["near(3)", "near((3))@a", "guide@a", "logit(a)@b", "near:3@a", "a/b@c", "near@"])
def test_what_can_not_be_read_is_refused(plug_in, text):
    plug_in(REGISTRY, "near", NEAR)
    with pytest.raises(ExpressionError, match="expected LAYER"):
        parse_formula(text)


def test_an_unknown_one_is_answered_with_the_nearest(plug_in):
    plug_in(REGISTRY, "near", NEAR)
    with pytest.raises(UnknownNameError, match="unknown objective 'neat'; did you mean 'near'"):
        parse_formula("neat@parts")


def test_an_argument_that_makes_no_sense_is_refused_before_anything_is_dreamed(plug_in):
    plug_in(REGISTRY, "near", NEAR)
    with pytest.raises(PluginError, match=r"the objective 'near' of stardust failed: ValueError: .*'far'"):
        parse_formula("near(far)@parts")


def test_what_has_no_derivative_is_refused(plug_in):
    plug_in(REGISTRY, "near", "PART = float")
    with pytest.raises(PluginError, match="the objective 'near' of stardust made 'float', which is no Objective"):
        parse_formula("near(3)@parts")


@pytest.mark.parametrize(
    ("diff", "sentence"),
    [
        (
            "activation[:, :1]",
            r"returned a tensor of \(1, 1, 3, 4\) float32 on cpu for a tensor of \(1, 2, 3, 4\) float",
        ),
        ("activation.double()", r"returned a tensor of \(1, 2, 3, 4\) float64 on cpu for"),
        ("0.0", "returned a float for a tensor"),
        ("activation / nothing", "failed: NameError"),
    ],
)
def test_a_derivative_of_another_kind_is_named_with_its_maker(plug_in, diff, sentence):
    plug_in(REGISTRY, "near", NEAR.replace("self.level - activation", diff))
    with pytest.raises(PluginError, match=f"the objective 'near' of stardust {sentence}"):
        diff_of("near@parts")
