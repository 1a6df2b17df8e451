from fractions import Fraction

import numpy as np
import pytest

from dreamstream.frame import Moment
from dreamstream.steering.crossing import Crossing


def adding(levels):
    return lambda pixels, moment: pixels + np.float32(levels)


@pytest.mark.parametrize(("seconds", "levels"), [("3", 10), ("3.25", 12.5), ("3.5", 15)])
def test_the_new_distortions_come_little_by_little(seconds, levels):
    moment = Moment(0, Fraction(seconds))
    mixed = Crossing(adding(10), Fraction(3)).mixed(adding(20), moment)
    assert mixed(np.zeros((1, 1, 3), np.float32), moment)[0, 0, 0] == pytest.approx(levels)


def test_after_a_second_it_is_over():
    crossing = Crossing(adding(10), Fraction(3))
    assert [crossing.is_over(Moment(0, Fraction(seconds))) for seconds in ("3.9", "4", "5")] == [False, True, True]
