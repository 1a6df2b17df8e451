import pytest

from dreamstream.errors import ExpressionError
from dreamstream.schedule import Expression, Keyframes, Scope, parse_schedule


def over_frames(text, frames):
    schedule = parse_schedule(text)
    return [schedule(Scope(frame=frame, seconds=frame / 10)) for frame in frames]


def test_values_are_interpolated_between_keyframes_and_hold_outside():
    assert over_frames("10:(1), 20:(2), 40:(0)", [0, 10, 15, 20, 30, 40, 99]) == [1, 1, 1.5, 2, 1, 0, 0]


def test_interpolation_is_linear_smooth_or_a_step():
    assert over_frames("0:(0), 4:(4) linear", range(5)) == [0, 1, 2, 3, 4]
    assert over_frames("0:(0), 4:(4) smooth", range(5)) == [0, 0.625, 2, 3.375, 4]
    assert over_frames("0:(0), 4:(4) step", range(5)) == [0, 0, 0, 0, 4]


def test_a_keyframes_value_may_be_an_expression_with_commas():
    assert over_frames("0:(max(1, f)), 4: 8 , 8:(t)", [0, 2, 4, 8]) == [1, 5, 8, 0.8]


def test_positions_may_be_seconds():
    assert over_frames("0s:(0), 1.5s:(3)", [0, 5, 15]) == [0, 1, 3]


def test_keyframes_know_the_variables_of_all_their_values():
    assert parse_schedule("0:(t), 9:(w*h)").variables == {"t", "w", "h"}


def test_without_a_position_it_is_an_expression():
    assert isinstance(parse_schedule("0.5*f"), Expression)
    assert isinstance(parse_schedule("0:(0.5*f)"), Keyframes)


@pytest.mark.parametrize(
    ("text", "column", "complaint"),
    [
        ("0:(1), 0:(2)", 6, "follow one another in time"),
        ("9:(1), 5:(2)", 6, "follow one another in time"),
        ("0:(1), 5s:(2)", 6, "all in frames or all in seconds"),
        ("0:(1), x:(2)", 6, "a keyframe is FRAME:"),
        ("0:(1),", 6, "a keyframe is FRAME:"),
        ("0:(1) 5:(2)", 6, "'5' is not expected here"),
        ("0:(1), 5:(2*)", 12, r"'\)' is not expected here"),
        ("0:(1), 5:(2) wobbly", 13, "'wobbly' is not expected"),
        ("0:" + "1" * 200_000, 0, "too long"),
    ],
)
def test_a_list_that_can_not_be_read_says_where(text, column, complaint):
    with pytest.raises(ExpressionError, match=complaint) as caught:
        parse_schedule(text)
    assert caught.value.column == column
