"""The models that have a name, and those that are only a file."""

import numpy as np
import pytest

from dreamstream import caffe
from dreamstream.errors import UnknownNameError, UsageError
from dreamstream.models import ModelCard, find_model, known_models, resolve_layer
from dreamstream.models.layers import DEPTHS
from dreamstream.network import Network

CARDS = {card.name: card for card in known_models()}


def test_the_embedded_model_and_the_classic_one_are_known():
    assert {"motif", "bvlc_googlenet"} <= set(CARDS)
    assert find_model("motif") == CARDS["motif"]
    assert find_model("bvlc_googlenet").mean_bgr == (104, 117, 123)
    assert find_model("bvlc_googlenet").weights is None


@pytest.mark.parametrize("card", CARDS.values(), ids=list(CARDS))
def test_a_known_models_card_is_true(card):
    spec = caffe.load(card.prototxt)
    assert set(card.layers) == set(DEPTHS)
    assert set(card.layers.values()) <= set(spec.end_names())
    assert resolve_layer(spec, card.layers, card.dream["end"]) in spec.end_names()
    assert card.description
    assert card.licence


def test_the_embedded_model_runs_to_every_depth():
    card = CARDS["motif"]
    network = Network(
        caffe.load(card.prototxt, card.weights), mean_bgr=card.mean_bgr, device="cpu", precision="float32"
    )
    data = np.random.default_rng(0).uniform(-100, 130, (1, 3, 64, 64)).astype(np.float32)
    ends = [resolve_layer(network.spec, card.layers, depth) for depth in DEPTHS]
    names = [layer.name for layer in network.spec.layers]
    assert ends == sorted(ends, key=names.index)
    for end in ends:
        activation, gradient = network.gradient(data, end)
        assert np.isfinite(activation).all()
        assert np.abs(gradient).max() > 0


def test_a_prototxts_path_is_a_model_without_a_card(tmp_path):
    path = tmp_path / "mine.prototxt"
    path.touch()
    assert find_model(str(path)) == ModelCard(name="mine", prototxt=path)


@pytest.mark.parametrize("name", ["mine.prototxt", "models/mine"])
def test_a_path_where_nothing_is_is_called_so(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=f"no such file: '{name}'"):
        find_model(name)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="unknown model 'googlenet'; did you mean 'bvlc_googlenet'"):
        find_model("googlenet")
