import pytest

from dreamstream.errors import UsageError
from dreamstream.schedule import (
    ScheduledNumber,
    Scope,
    is_schedule,
    joined,
    needs_stream,
    parse_schedule,
    scheduled_value,
    value_at,
)


def number(text, kind=float, most=10):
    return ScheduledNumber(
        "gain", parse_schedule(text), kind, lambda value: "should be small" if value > most else None
    )


def test_a_plain_setting_is_the_same_at_every_frame():
    assert value_at(1.5, Scope(7)) == 1.5
    assert value_at(None, Scope(7)) is None


def test_a_scheduled_number_has_a_value_for_each_frame():
    assert [value_at(number("f/2"), Scope(frame)) for frame in range(3)] == [0, 0.5, 1]
    assert [value_at(number("0:(8), 4:(0)"), Scope(frame)) for frame in (0, 1, 9)] == [8, 6, 0]


def test_whole_numbers_are_rounded():
    values = [scheduled_value(parse_schedule("f/4"), int, Scope(frame)) for frame in (0, 1, 3, 4, 7)]
    assert values == [0, 0, 1, 1, 2]
    assert {type(value) for value in values} == {int}


def test_a_value_out_of_range_is_refused_with_its_frame_and_text():
    with pytest.raises(UsageError, match=r"^'2\*f' is 12 at frame 6, and gain should be small$"):
        number("2*f").at(Scope(6))


def test_it_is_written_as_it_was_read():
    assert str(number(" 0:(1),9:( 2 )")) == " 0:(1),9:( 2 )"


def test_what_is_joined_changes_where_a_part_does():
    assert joined(complex, 1.0, 2.0) == 1 + 2j
    both = joined(complex, number("f"), 2.0)
    assert [value_at(both, Scope(frame)) for frame in range(2)] == [2j, 1 + 2j]


@pytest.mark.parametrize(("text", "expected"), [("t*f", False), ("w", True), ("0:(1), 5:(h)", True), ("f/N", True)])
def test_what_needs_a_stream_is_known(text, expected):
    assert needs_stream(parse_schedule(text)) == expected


@pytest.mark.parametrize(("value", "expected"), [("t", True), ("", True), ("-1e3", False), ("nan", False), (3, False)])
def test_a_text_that_is_no_number_is_a_schedule(value, expected):
    assert is_schedule(value) == expected
