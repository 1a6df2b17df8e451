"""Rounds and ratios, by clocks that only pretend."""

import pytest

from dreamstream.benchmark.timing import Stopwatch, Timings, interleaved


def test_all_are_measured_in_turn_after_one_call_that_is_not():
    now, calls = 0.0, []

    def taking(name, *seconds):
        durations = iter((100, *seconds))

        def way():
            nonlocal now
            calls.append(name)
            now += next(durations)

        return way

    ways = {"slow": taking("slow", 4, 6, 8), "quick": taking("quick", 2, 1, 2)}
    found = interleaved(ways, 3, Stopwatch(lambda: now))
    assert calls == ["slow", "quick"] * 4
    assert found == {"slow": Timings((4, 6, 8)), "quick": Timings((2, 1, 2))}


def test_a_device_that_computes_by_itself_is_waited_for_before_and_after():
    now, asked = 0.0, [5]

    def wait():
        nonlocal now
        now += sum(asked)
        asked.clear()

    assert Stopwatch(lambda: now, wait).time(lambda: asked.extend((2, 1))) == 3
    assert now == 8


def test_as_many_as_are_not_to_be_measured_are_not():
    calls = []
    interleaved({"one": lambda: calls.append(1), "two": lambda: calls.append(2)}, 1, Stopwatch(), unmeasured=2)
    assert calls == [1, 1, 2, 2, 1, 2]


def test_a_ratio_is_that_of_neighbours():
    quick, slow = Timings((1, 10, 2)), Timings((3, 20, 8))
    assert quick.ratios(slow) == [3, 2, 4]
    assert (slow.minimum, slow.median) == (3, 8)


def test_rounds_that_do_not_belong_together_have_no_ratio():
    with pytest.raises(ValueError, match="longer"):
        Timings((1, 2)).ratios(Timings((1,)))


def test_what_is_led_in_goes_unmeasured_right_before_every_measurement():
    calls = []
    ways = {"one": lambda: calls.append(1), "two": lambda: calls.append(2)}
    found = interleaved(ways, 2, Stopwatch(lambda: 10.0 * len(calls)), unmeasured=0, led_in=True)
    assert calls == [1, 1, 2, 2, 1, 1, 2, 2]
    assert found["one"].seconds == (10.0, 10.0)
