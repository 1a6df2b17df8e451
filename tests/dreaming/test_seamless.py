"""A film whose end leads into its beginning, and that dreams all the way there."""

from fractions import Fraction
from itertools import pairwise
from statistics import median

import numpy as np
import pytest

from dreamstream.distortions import Chain, create
from dreamstream.dreaming import Dreamer, DreamSettings, Octaves, Target
from dreamstream.dreaming.seamless import Seamless, changeover_order, lead_in_frames, mean_change
from dreamstream.errors import Stopped
from dreamstream.frame import Frame
from dreamstream.schedule import Cycle

RATE = Fraction(25)
COUNT = 18
RETURN = 6
"""A third of the frames."""

CHAINS = {
    "zoom": [{"type": "zoom", "scale": 0.05}],
    "stretch": [{"type": "stretch", "scale": 0.05}],
    "rotate": [{"type": "rotate", "degrees": 3}],
    "roll": [{"type": "roll", "shift": "n/5"}],
    "random": [{"type": "roll", "shift": "randint(-2, 2)"}],
    "no way back": [{"type": "blur"}, {"type": "posterise"}],
    "changing": [{"type": "zoom", "scale": "0.05*sin(f)"}],
    "nothing": [],
}


@pytest.fixture
def picture(rng):
    return rng.integers(30, 220, (8, 10, 3), np.uint8).repeat(4, 0).repeat(4, 1)


@pytest.fixture
def dreamer(small_network):
    def build(distort=(), **settings):
        usual = {"targets": Cycle((Target("mix/output"),), 1), "octaves": Octaves(2, 1.4, 2), "step_size": 4.0}
        chain = distort if callable(distort) else Chain(map(create, distort))
        return Dreamer(small_network, DreamSettings(**usual | settings), chain)

    return build


def frames(picture, count=COUNT):
    return [Frame(picture, index, index / RATE) for index in range(count)]


def film(dreamer, picture, count=COUNT):
    seamless = Seamless(dreamer, count, RATE)
    return [seamless(frame).pixels for frame in frames(picture, count)]


@pytest.mark.parametrize("name", CHAINS)
def test_the_film_closes_while_it_moves_on_and_nothing_of_it_fades(dreamer, picture, name):
    shown = film(dreamer(CHAINS[name]), picture)
    steps = [mean_change(*pair) for pair in pairwise(shown)]
    assert mean_change(shown[-1], shown[0]) <= median(steps)
    assert min(steps[-RETURN:]) > 0.7 * min(steps[:-RETURN])
    details = [np.abs(np.diff(pixels.astype(float), axis=1)).mean() for pixels in shown]
    assert min(details[-RETURN:]) > 0.85 * min(details[:-RETURN])


@pytest.mark.parametrize("count", [1, 2, 5, COUNT])
def test_so_many_frames_are_dreamed_besides_those_of_the_film(dreamer, picture, count, monkeypatch):
    monkeypatch.setattr("dreamstream.dreaming.seamless._PULLS", ())
    dreamed, dream = [], Dreamer.__call__
    monkeypatch.setattr(Dreamer, "__call__", lambda self, frame: dreamed.append(frame.index) or dream(self, frame))
    film(dreamer(CHAINS["zoom"]), picture, count)
    assert len(dreamed) == count + lead_in_frames(count)


def test_where_no_step_is_larger_than_usual_the_film_goes_on_from_its_end_as_it_began(dreamer, picture, monkeypatch):
    monkeypatch.setattr("dreamstream.dreaming.seamless._PULLS", ())
    dreams = dreamer(CHAINS["random"])
    shown = film(dreams, picture)
    for original, again in zip(shown, map(dreams, frames(picture)[: COUNT - RETURN]), strict=False):
        assert np.array_equal(again.pixels, original)


def test_before_its_last_third_it_is_the_dream_as_ever(dreamer, picture):
    seamless, plain = (dreamer(CHAINS["zoom"]) for _ in range(2))
    for frame in frames(picture)[-RETURN:]:
        plain(frame)
    shown = film(seamless, picture)
    assert np.array_equal(
        shown[: COUNT - RETURN + 1], [plain(frame).pixels for frame in frames(picture)[: -RETURN + 1]]
    )


def test_what_leads_into_the_film_has_the_moments_of_its_end(dreamer, picture):
    moments = []

    def listen(pixels, moment):
        moments.append((moment.index, moment.pts_seconds))
        return pixels

    Seamless(dreamer(listen), COUNT, RATE)(frames(picture)[0])
    assert moments == [(index, index / RATE) for index in [*range(COUNT - RETURN, COUNT), 0]]


def test_a_long_film_is_led_into_by_no_more_than_48_frames(dreamer, picture):
    dreamed = []
    dreams = dreamer(lambda pixels, moment: dreamed.append(moment.index) or pixels, octaves=Octaves(1, iterations=0))
    Seamless(dreams, 1000, RATE)(frames(picture)[0])
    assert dreamed == [*range(952, 1000), 0]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_the_shortest_films_close_too(dreamer, picture, count):
    shown = film(dreamer(CHAINS["zoom"]), picture, count)
    steps = [mean_change(*pair) for pair in pairwise(shown)]
    assert len(shown) == count
    assert count == 1 or mean_change(shown[-1], shown[0]) <= median(steps)


def test_a_stop_ends_it_before_the_film_too(small_network, picture):
    settings = DreamSettings(Cycle((Target("mix/output"),), 1), Octaves(1, iterations=1))
    stopped = Dreamer(small_network, settings, Chain(), should_stop=lambda: True)
    with pytest.raises(Stopped):
        Seamless(stopped, COUNT, RATE)(frames(picture)[0])


def test_places_take_their_turns_evenly_in_patches_that_follow_the_seed():
    order = changeover_order(60, 100, seed=1)
    assert np.allclose(np.sort(order, axis=None), np.linspace(0, 1, order.size), atol=1e-6)
    assert abs(np.diff(order, axis=1)).max() < 0.15
    assert not np.array_equal(order, changeover_order(60, 100, seed=2))
    assert changeover_order(1, 1, seed=0) == 0
