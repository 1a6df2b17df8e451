from fractions import Fraction

import pytest

from dreamstream.errors import ExpressionError
from dreamstream.frame import Moment
from dreamstream.schedule import Steps, is_steps


def over_frames(text, frames):
    steps = Steps.parse(text, str.upper)
    return "".join(steps(Moment(frame, Fraction(frame, 10))) for frame in frames)


def test_a_value_holds_to_the_next_and_the_first_from_the_beginning():
    assert over_frames("2:(a), 4:( b ),5:(c)", range(7)) == "AAAABCC"


def test_positions_may_be_seconds():
    assert over_frames("0s:(a), 0.25s:(b)", range(5)) == "AAABB"


def test_a_value_may_hold_commas_colons_and_brackets():
    assert Steps.parse("0:(x:1,2), 9:(x:random(3))", str).values == ("x:1,2", "x:random(3)")


def test_changes_are_counted():
    steps = Steps.parse("2:(a), 4:(b), 5:(a)", str)
    assert [steps.turn(Moment(frame)) for frame in (0, 2, 4, 5, 9)] == [0, 0, 1, 2, 2]


@pytest.mark.parametrize(
    ("text", "column", "complaint"),
    [
        ("0:(a), 9:b", 9, "written in brackets"),
        ("9:(a), 5:(b)", 6, "follow one another in time"),
        ("0:(a), 5:(b) smooth", 13, "only step is possible here"),
        ("0:(a), b", 6, "a keyframe is FRAME:"),
    ],
)
def test_a_list_that_can_not_be_read_says_where(text, column, complaint):
    with pytest.raises(ExpressionError, match=complaint) as caught:
        Steps.parse(text, str)
    assert caught.value.column == column


def test_a_step_is_what_steps_are():
    assert Steps.parse("0:(a), 5:(b) step", str) == Steps.parse("0:(a), 5:(b)", str)


@pytest.mark.parametrize(
    ("text", "expected"), [("0:(a)", True), (" 1.5s : (a)", True), ("conv1", False), ("1:3", False)]
)
def test_a_layer_is_told_from_a_list(text, expected):
    assert is_steps(text) == expected
