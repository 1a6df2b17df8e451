"""Rounds and ratios, by clocks that only pretend."""

import pytest

from dreamstream.benchmark.timing import Timings, interleaved


def test_all_are_measured_in_turn_after_one_call_that_is_not():
    now, calls = 0.0, []

    def taking(name, *seconds):
        durations = iter((100, *seconds))

        def way():
            nonlocal now
            calls.append(name)
            now += next(durations)

        return way

    found = interleaved({"slow": taking("slow", 4, 6, 8), "quick": taking("quick", 2, 1, 2)}, 3, lambda: now)
    assert calls == ["slow", "quick"] * 4
    assert found == {"slow": Timings((4, 6, 8)), "quick": Timings((2, 1, 2))}


def test_a_ratio_is_that_of_neighbours():
    quick, slow = Timings((1, 10, 2)), Timings((3, 20, 8))
    assert quick.ratios(slow) == [3, 2, 4]
    assert (slow.minimum, slow.median) == (3, 8)


def test_rounds_that_do_not_belong_together_have_no_ratio():
    with pytest.raises(ValueError, match="longer"):
        Timings((1, 2)).ratios(Timings((1,)))
