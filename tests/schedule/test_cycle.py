import pytest

from dreamstream.frame import Moment
from dreamstream.schedule import Cycle


def test_values_are_held_taken_in_turn_and_begun_again():
    cycle = Cycle(("a", "b", "c"), hold_frames=2)
    assert "".join(cycle(Moment(frame)) for frame in range(9)) == "aabbccaab"
    assert [cycle.turn(Moment(frame)) for frame in range(9)] == [0, 0, 1, 1, 2, 2, 3, 3, 4]


@pytest.mark.parametrize(("values", "hold_frames"), [((), 1), (("a",), 0)])
def test_a_cycle_needs_something_to_hold_for_some_time(values, hold_frames):
    with pytest.raises(ValueError, match="a cycle needs a value and hold_frames >= 1"):
        Cycle(values, hold_frames)
