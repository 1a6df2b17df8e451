"""What hands did, on its way through a text."""

import json
from fractions import Fraction

import pytest

from dreamstream.steering.past import Past
from dreamstream.tables import Act

PAST = Past(
    frames=12,
    acts=(Act(frame=2, end="mix", centre=(0.1, 1 / 3)), Act(frame=5, start="recipe", limit=(2, 3))),
    times=((2, Fraction(1001, 15000)), (5, Fraction(1, 3))),
    record="film.acts.toml",
)


@pytest.mark.parametrize("past", [PAST, Past()])
def test_it_comes_back_exactly(past):
    assert Past.parse(json.loads(json.dumps(past.tables()))) == past


@pytest.mark.parametrize("broken", [{}, {**PAST.tables(), "acts": [{"frame": -1}]}, {**PAST.tables(), "times": [[1]]}])
def test_anything_else_is_refused(broken):
    with pytest.raises((ValueError, TypeError, KeyError)):
        Past.parse(broken)
