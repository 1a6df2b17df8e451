from dataclasses import replace

import pytest

from dreamstream.recipe import Recipe
from dreamstream.training.limits import LIMITS, shortcomings
from dreamstream.training.score import Loop, LoopScore, score
from dreamstream.training.skies import sky

GOOD = LoopScore(
    look="zoom",
    seed="sky",
    layers=("parts",),
    variety=4.0,
    variety_space=2.5,
    variety_time=1.7,
    stripes=0.4,
    high_frequencies=0.03,
    clipped=0.06,
    colour_mean_drift=1.0,
    colour_deviation_drift=4.0,
    lasting_change=0.9,
)


def test_a_good_loop_falls_short_of_nothing():
    assert shortcomings(GOOD) == ()


@pytest.mark.parametrize("name", LIMITS)
def test_each_limit_is_told_when_it_is_missed(name):
    least, most = LIMITS[name]
    missed = least - 0.01 if least is not None else most + 0.01
    (sentence,) = shortcomings(replace(GOOD, **{name: missed}))
    assert sentence == f"{name} {missed:.3g} is {'below' if most is None else 'above'} {most or least:g}"


def test_what_no_layer_judges_is_no_shortcoming():
    assert shortcomings(replace(GOOD, variety=None, variety_space=None, variety_time=None)) == ()


@pytest.mark.nightly
@pytest.mark.timeout(900)
@pytest.mark.parametrize("look", ["zoom", "vstretch"])
def test_the_built_in_networks_loops_keep_the_limits(look):
    found, _ = score(Recipe.parse({"model": {"name": "motif"}}), [Loop(look, "sky", sky(256, 144))], 200)
    assert shortcomings(found.loops[0]) == ()
