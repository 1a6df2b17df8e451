"""What follows from measurements, with measurements that are made up."""

import pytest

from dreamstream.benchmark import Comparison
from dreamstream.benchmark.comparison import Way
from dreamstream.benchmark.contenders import ORIGINAL, PEERS
from dreamstream.benchmark.timing import Timings


def test_the_numbers_follow_from_the_rounds():
    usual = Way(PEERS, "float32", Timings((0.4, 0.9, 0.5)))
    ours = Way("dreamstream bfloat16", "bfloat16", Timings((0.2, 0.3, 0.1)), Timings((7.0,)), peak_bytes=5 * 10**8)
    peaks = {"float32": 100e9, "bfloat16": 400e9}
    first, second = Comparison("a machine", (1000, 500), "layer", 20 * 10**9, (usual, ours), peaks).rows
    assert (first.times_the_usual_way, first.times_the_usual_way_at_best) == (1, 1)
    assert (first.classic_frame_seconds, first.peak_megabytes) == (None, None)
    assert (second.way, second.precision) == ("dreamstream bfloat16", "bfloat16")
    assert (second.step_milliseconds_minimum, second.step_milliseconds_median) == (100, 200)
    assert second.times_the_usual_way == pytest.approx(3)
    assert second.times_the_usual_way_at_best == pytest.approx(4)
    assert second.share_of_peak == pytest.approx(0.5)
    assert second.megapixel_iterations_per_second == pytest.approx(0.5 / 0.2)
    assert (second.classic_frame_seconds, second.peak_megabytes) == (7, 500)


def test_a_way_knows_whose_it_is():
    names = (PEERS, ORIGINAL, "dreamstream float32")
    assert [Way(name, "float32", Timings((1,))).is_ours for name in names] == [False, False, True]
