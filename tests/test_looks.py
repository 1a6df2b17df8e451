"""Every preset changes its seed, and no two give nearly the same film."""

from fractions import Fraction
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
import pytest

from dreamstream.completion import complete
from dreamstream.distortions import Chain
from dreamstream.dreaming import Dreamer
from dreamstream.frame import Frame
from dreamstream.preset import load_preset, preset_names
from dreamstream.recipe import Recipe
from dreamstream.resolve import build_network, dream_settings
from dreamstream.sources.picture import read_picture

SIZE = (96, 54)
FRAMES = 3
LEAST_CHANGE, LEAST_DIFFERENCE = 12.0, 3.0
"""Mean grey levels: of the last frame against the seed, of two films against each other."""
ON_A_PROCESSOR = Recipe.parse({"model": {"device": "cpu", "precision": "float32"}})


@pytest.fixture(scope="module")
def seed():
    picture = read_picture(Path(__file__).parent / "data" / "seed.jpg")
    return cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA)


@pytest.fixture(scope="module")
def films(seed):
    """Every preset's first frames in the order that its film has them, with the embedded model."""
    network = None
    films = {}
    for name in preset_names():
        recipe, card = complete(load_preset(name).merge(ON_A_PROCESSOR))
        network = network or build_network(recipe, card)
        settings = dream_settings(recipe.dream, network.spec, card, is_still=True)
        dreamer = Dreamer(network, settings, Chain(recipe.distort or ()))
        frames = [dreamer(Frame(seed, index, Fraction(index, 24))).pixels for index in range(FRAMES)]
        films[name] = np.float32(frames[::-1] if recipe.sink.reverse else frames)
    return films


def test_every_preset_changes_its_seed(films, seed):
    changes = {name: abs(film - seed).mean((1, 2, 3)).max() for name, film in films.items()}
    assert {name: change for name, change in changes.items() if change < LEAST_CHANGE} == {}


def test_no_two_presets_are_nearly_the_same(films):
    differences = {(one, other): abs(films[one] - films[other]).mean() for one, other in combinations(films, 2)}
    assert {pair: each for pair, each in differences.items() if each < LEAST_DIFFERENCE} == {}
