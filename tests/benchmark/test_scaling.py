import itertools
from dataclasses import replace

import pytest

from dreamstream.benchmark import Effort, Scaling, measure_scaling
from dreamstream.benchmark.scaling import Measured, sizes_up_to
from dreamstream.benchmark.timing import Timings
from dreamstream.errors import ModelError


def test_sizes_have_one_shape_up_to_36_times_the_pixels():
    assert sizes_up_to((1920, 1080)) == [(320, 180), (640, 360), (960, 540), (1280, 720), (1920, 1080)]


def test_every_size_is_measured_in_every_round(task):
    ticks = itertools.count()
    found = measure_scaling(
        replace(task, size=(180, 144)), Effort(device="cpu", rounds=2, clock=lambda: float(next(ticks)))
    )
    assert [each.size for each in found.sizes] == [(30, 24), (60, 48), (90, 72), (120, 96), (180, 144)]
    assert {each.step.seconds for each in found.sizes} == {(1, 1)}
    assert found.memory is None


def test_a_size_is_told_by_how_long_a_pixel_takes_there_and_elsewhere_in_the_same_round():
    # The second round is slower for all.
    sizes = (
        Measured((500, 1000), Timings((0.2, 0.4)), 700 * 10**6),
        Measured((1000, 1000), Timings((0.3, 0.6)), 900 * 10**6),
        Measured((2000, 1000), Timings((0.4, 0.8)), 1300 * 10**6),
    )
    found = Scaling("a machine", "layer", sizes)
    small, middle, large = found.rows
    assert (small.size, small.step_milliseconds_minimum) == ("500x1000", 200)
    assert small.step_milliseconds_median == pytest.approx(300)
    assert small.seconds_per_megapixel_iteration == pytest.approx(0.6)
    assert small.megapixel_iterations_per_second == pytest.approx(1 / 0.6)
    ratios = [row.times_the_median for row in (small, middle, large)]
    assert ratios == pytest.approx([4 / 3, 1, 2 / 3])
    assert large.peak_megabytes == 1300
    assert found.memory.gigabytes_per_megapixel == pytest.approx(0.4)
    assert found.memory.fixed_gigabytes == pytest.approx(0.5)


def test_a_size_below_the_network_is_told(task):
    with pytest.raises(ModelError, match="too small"):
        measure_scaling(replace(task, size=(6, 6)), Effort(device="cpu", rounds=1))
