import tomllib
from dataclasses import replace

import numpy as np
import pytest

import dreamstream
from dreamstream.models import find_model
from dreamstream.training.files import ModelFiles
from dreamstream.training.make import Provenance, make_model
from dreamstream.training.plan import Plan


@pytest.fixture
def files(tmp_path):
    return ModelFiles.called(tmp_path / "colours")


@pytest.fixture
def made(colours, without_attack, files, around):
    provenance = Provenance(licence="CC0-1.0")
    return make_model(colours, without_attack, Plan(24, 3), files, replace(around, folder=files.workshop), provenance)


def test_it_leaves_a_model_and_nothing_else(made, files, tmp_path):
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "colours.caffemodel",
        "colours.prototxt",
        "colours.toml",
    ]


def test_the_model_dreams_at_once(made, files):
    picture = np.random.default_rng(0).integers(0, 255, (40, 48, 3), dtype=np.uint8)
    options = {"octaves": 1, "iterations": 1, "device": "cpu", "precision": "float32"}
    dreamed = dreamstream.dream(picture, model=files.prototxt, weights=files.caffemodel, layer="parts", **options)
    assert not np.array_equal(dreamed, picture)
    assert np.array_equal(dreamstream.dream(picture, model=files.prototxt, layer="parts", **options), dreamed)


def test_its_card_is_read_beside_it_and_says_how_it_came_about(made, files):
    card = find_model(str(files.prototxt))
    assert (card.weights, card.licence, card.layers["parts"]) == (files.caffemodel, "CC0-1.0", "inception_4b/output")
    assert card.mean_bgr == (104, 117, 123)
    training = tomllib.loads(files.card.read_text())["training"]
    assert (training["data"], training["channels"]) == ("two colours", ["red", "green"])
    assert (training["pictures"], training["steps"], training["recipe"]["width"]) == (24, 3, "s")
    assert training["accuracy_clean"] == pytest.approx(made.clean, abs=1e-4)
