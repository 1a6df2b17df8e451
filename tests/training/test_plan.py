from itertools import count

import pytest

from dreamstream.training.plan import FEWEST_STEPS, Plan, Speed, measured_speed, planned
from dreamstream.training.settings import TrainingSettings

SETTINGS = TrainingSettings(batch=64)


def test_minutes_are_spent_on_pictures_and_on_steps():
    speed = Speed(pictures=100, steps=2)
    plan = planned(30, speed, SETTINGS)
    seconds = plan.pictures / speed.pictures + plan.steps / speed.steps
    assert 0.85 * 1800 < seconds <= 1800
    assert 0.1 < plan.pictures / speed.pictures / seconds < 0.3


def test_no_more_pictures_are_made_than_are_looked_at():
    plan = planned(30, Speed(pictures=10_000, steps=0.5), SETTINGS)
    assert plan.pictures <= plan.steps * SETTINGS.batch


def test_even_a_moment_is_a_training():
    assert planned(0.001, Speed(100, 1), SETTINGS) == Plan(2000, FEWEST_STEPS)


def test_pictures_never_fill_the_disk():
    plan = planned(10_000, Speed(10_000, 1000), SETTINGS)
    assert plan.pictures * 3 * SETTINGS.size**2 <= 8 * 2**30


def test_speed_is_read_from_a_clock(colours, settings, placement):
    ticks = count(0.0, 2.0)
    speed = measured_speed(colours, settings, placement, workers=3, clock=lambda: next(ticks))
    assert speed == Speed(pictures=96 * 3 / 2, steps=4 / 8)


def test_nothing_is_no_plan():
    with pytest.raises(ValueError, match="a training needs pictures and steps, not 0 and 5"):
        Plan(0, 5)
