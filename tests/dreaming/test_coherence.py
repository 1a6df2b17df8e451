"""A video's dream that flows, against one that begins anew with every frame: as deep, much steadier, much cheaper."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from dreamstream.completion import complete
from dreamstream.distortions import Chain
from dreamstream.dreaming import Dreamer
from dreamstream.frame import Frame
from dreamstream.recipe import Recipe
from dreamstream.resolve import build_network, dream_settings

FRAMES = 24
STEP = 2
"""Pixels by which the camera moves from frame to frame."""


@pytest.fixture(scope="module")
def clip():
    """A camera that moves over a photograph, with the noise of a sensor."""
    picture = cv2.imread(str(Path(__file__).parents[1] / "data" / "seed.jpg"))
    picture = cv2.cvtColor(cv2.resize(picture, (240, 135), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB)
    noise = np.random.default_rng(0).normal(0, 3, (FRAMES, 96, 160, 3))
    places = (picture[20:116, STEP * index :][:, :160] for index in range(FRAMES))
    return [np.uint8(np.clip(place + grain, 0, 255)) for place, grain in zip(places, noise, strict=True)]


@pytest.fixture(scope="module")
def network():
    return build_network(*complete(Recipe.parse({"model": {"device": "cpu", "precision": "float32"}})))


def filmed(network, clip, blend):
    """Return the film, how many values the network took in, in frames, and its mean objective."""
    recipe, card = complete(Recipe.parse({"dream": {"blend": blend}}))
    settings = dream_settings(recipe.dream, network.spec, card, is_still=False)
    dreamer, sizes = Dreamer(network, settings, Chain()), []
    with pytest.MonkeyPatch.context() as patch:
        differentiate = network.differentiate
        patch.setattr(
            network, "differentiate", lambda data, *rest: sizes.append(data.numel()) or differentiate(data, *rest)
        )
        film = [dreamer(Frame(each, index, Fraction(index, 25))).pixels for index, each in enumerate(clip)]
    (layer,) = settings.layers
    mean_bgr = np.float32(network.mean_bgr)
    data = [(each[..., ::-1] - mean_bgr).transpose(2, 0, 1)[None] for each in film]
    objective = np.mean([np.square(network.forward(each, layer)).mean() for each in data])
    return film, sum(sizes) / clip[0].size, objective


def flicker(film):
    """Return the mean difference from frame to frame, the camera's motion apart."""
    return np.mean([np.abs(now[:, :-STEP].astype(int) - before[:, STEP:]).mean() for before, now in pairwise(film)])


@pytest.mark.nightly
def test_a_dream_that_flows_is_as_deep_and_hardly_flickers_at_a_third_of_the_work(network, clip):
    anew, whole_work, whole_objective = filmed(network, clip, 1.0)
    film, work, objective = filmed(network, clip, None)
    # The first frame is dreamed from scratch in both.
    per_frame = whole_work / FRAMES
    assert whole_work - per_frame > 3 * (work - per_frame)
    assert objective > 0.9 * whole_objective
    assert flicker(anew) > 3 * flicker(clip)
    assert flicker(film) < 1.3 * flicker(clip)
    assert abs(film[-1].mean() / clip[-1].mean() - 1) < 0.02
