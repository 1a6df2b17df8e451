"""Random numbers that seed, frame and effect determine."""

import numpy as np
import pytest

from dreamstream.distortions.randomness import branched, generator, normal
from dreamstream.frame import Moment


def draw(index=5, seed=1, name="noise", hold_frames=1):
    return generator(Moment(index, seed=seed), name, hold_frames).random()


def test_seed_frame_and_effect_determine_every_number():
    assert draw() == draw()
    assert len({draw(), draw(index=6), draw(seed=2), draw(name="mosh")}) == 4


def test_held_for_some_frames():
    assert draw(index=4, hold_frames=4) == draw(index=7, hold_frames=4) != draw(index=8, hold_frames=4)


def test_distortions_within_distortions_have_seeds_of_their_own_at_the_same_moment():
    moment = Moment(5, seed=2**63)
    first, second = branched(moment, 0), branched(moment, 1)
    deeper = [branched(each, place) for each in (first, second) for place in (0, 1)]
    assert len({each.seed for each in (moment, first, second, *deeper)}) == 7
    assert {each.index for each in deeper} == {5}
    assert branched(moment, 1) == second


def test_normal_numbers_have_the_bell_curves_moments():
    numbers = normal(np.random.default_rng(0), (300, 400, 3)).astype(np.float64)
    moments = [(numbers**power).mean() for power in (1, 2, 3, 4)]
    assert moments == pytest.approx([0, 1, 0, 3], abs=0.05)
    assert 4 < abs(numbers).max() < 4.5
