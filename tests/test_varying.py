from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter

from dreamstream.schedule import Scope, Varying
from dreamstream.varying import Within

COUNT = TypeAdapter(Annotated[Varying[int], Within(int, Field(ge=0, le=9))])


@pytest.mark.parametrize(("written", "number"), [(3, 3), ("3", 3), (" 9 ", 9)])
def test_a_number_that_may_change_is_a_plain_number_where_it_does_not(written, number):
    assert COUNT.validate_python(written) == number
    assert COUNT.dump_python(number) == number


@pytest.mark.parametrize("text", ["f", " 2 + t", "0:(1), 9:(f) smooth", "w/9"])
def test_a_schedule_survives_being_written_down(text):
    number = COUNT.validate_python(text)
    assert COUNT.dump_python(number) == text
    assert COUNT.validate_python(COUNT.dump_python(number)) == COUNT.validate_python(number) == number


def test_a_schedule_keeps_to_kind_and_range_at_every_frame():
    number = COUNT.validate_python("w/9 + f")
    assert number.at(Scope(width=24)) == 3
    with pytest.raises(ValueError, match=r"^'w/9 \+ f' is 10 at frame 7, and .* should be less than or equal to 9$"):
        number.at(Scope(7, width=24))


@pytest.mark.parametrize("written", [-1, 10, "10", 2.5, "2.5", "f - 1", "10 + t", "n", "f +", None, [1]])
def test_what_is_out_of_range_or_no_number_at_all_is_refused(written):
    with pytest.raises(ValueError, match="validation error"):
        COUNT.validate_python(written)
