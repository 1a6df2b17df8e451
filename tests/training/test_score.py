import json

import numpy as np
import pytest

from dreamstream.errors import UsageError
from dreamstream.recipe import Recipe
from dreamstream.training.export import export
from dreamstream.training.score import Loop, score
from dreamstream.training.skies import sky


@pytest.fixture
def recipe(worn_net, tmp_path):
    """One quick dream step of a network of three classes."""
    prototxt, caffemodel = tmp_path / "net.prototxt", tmp_path / "net.caffemodel"
    export(worn_net, ("eye", "none", "shell"), prototxt, caffemodel)
    return quick(prototxt, caffemodel, "inception_3a/output")


def quick(prototxt, caffemodel, layer):
    return Recipe.parse(
        {
            "model": {"name": str(prototxt), "weights": caffemodel, "device": "cpu", "precision": "float32"},
            "dream": {"end": layer, "octaves": 1, "iterations": 1, "jitter": 2},
        }
    )


@pytest.fixture
def loops():
    return [Loop(look, "sky", sky(64, 48)) for look in ("zoom", "vstretch")]


def test_every_loop_is_measured(recipe, loops):
    found, shown = score(recipe, loops, frames=14)
    assert [(loop.look, loop.seed, loop.layers) for loop in found.loops] == [
        ("zoom", "sky", ("inception_3a/output",)),
        ("vstretch", "sky", ("inception_3a/output",)),
    ]
    for loop in found.loops:
        assert 1 <= loop.variety_space <= loop.variety <= 2
        assert 1 <= loop.variety_time <= loop.variety
        assert 0 <= loop.clipped <= 1
        assert loop.lasting_change == 1
    assert [len(frames) for frames in shown] == [3, 3]
    assert shown[0][0].shape == (48, 64, 3)


def test_a_score_is_the_same_again_and_can_be_written_down(recipe, loops):
    found, _ = score(recipe, loops[:1], frames=3)
    assert score(recipe, loops[:1], frames=3)[0] == found
    assert json.loads(json.dumps(found.to_dict()))["loops"][0]["stripes"] == found.loops[0].stripes


def test_a_network_that_names_no_classes_has_no_variety(small_model, loops):
    found, _ = score(quick(*small_model, "mix/output"), loops[:1], frames=2)
    assert found.loops[0].variety is found.loops[0].variety_time is None


def test_frames_are_told_as_they_are_done(recipe, loops):
    told = []
    score(recipe, loops, 2, lambda loop, done: told.append((loop.look, done)))
    assert told == [("zoom", 1), ("zoom", 2), ("vstretch", 1), ("vstretch", 2)]


def test_the_dream_changes_what_is_measured(recipe, loops):
    steps = (recipe.merge(Recipe.parse({"dream": {"iterations": iterations}})) for iterations in (8, 0))
    dreamed, left = (score(each, loops[:1], frames=3)[0].loops[0] for each in steps)
    assert dreamed.high_frequencies > 2 * left.high_frequencies
    assert np.isfinite(left.lasting_change)


@pytest.mark.parametrize("frames", [0, 1])
def test_nothing_is_no_score(recipe, loops, frames):
    with pytest.raises(UsageError, match="a score needs a loop and a frame at least"):
        score(recipe, loops if frames == 0 else [], frames)
