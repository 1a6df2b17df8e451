"""The models that have a name, and those that are only a file."""

import hashlib

import numpy as np
import pytest

from dreamstream import caffe
from dreamstream.errors import UnknownNameError, UsageError
from dreamstream.models import Download, ModelCard, find_model, known_models, resolve_layer
from dreamstream.models.layers import DEPTHS
from dreamstream.network import Network

CARDS = {card.name: card for card in known_models()}


def test_the_embedded_model_and_the_classic_one_are_known():
    assert {"motif", "bvlc_googlenet"} <= set(CARDS)
    assert find_model("motif") == CARDS["motif"]
    assert find_model("bvlc_googlenet").mean_bgr == (104, 117, 123)


@pytest.mark.parametrize("card", CARDS.values(), ids=list(CARDS))
def test_a_known_models_card_is_true(card):
    spec = caffe.load(card.prototxt)
    assert set(card.layers) == set(DEPTHS)
    assert set(card.layers.values()) <= set(spec.end_names())
    assert resolve_layer(spec, card.layers, card.dream["end"]) in spec.end_names()
    assert all(0 <= level <= 255 for level in card.mean_bgr)
    assert card.description
    assert card.licence


FETCHED = [card for card in CARDS.values() if isinstance(card.weights, Download)]


@pytest.mark.parametrize("card", FETCHED, ids=[card.name for card in FETCHED])
def test_a_model_that_is_fetched_says_whose_it_is_and_what_to_try(card):
    spec = caffe.load(card.prototxt)
    assert card.source.rpartition(" ")[2].startswith("http")
    assert len(card.suggested) >= 3
    assert set(card.suggested) <= set(spec.end_names())
    assert all(card.suggested.values())


def test_two_models_never_share_a_file_nor_a_checksum():
    for facts in ([each.weights.file for each in FETCHED], [h for each in FETCHED if (h := each.weights.hash)]):
        assert len(set(facts)) == len(facts)


def test_places_have_their_own_means_and_an_empty_files_checksum_is_nobodys():
    assert CARDS["googlenet_places205"].mean_bgr == (105.417, 113.753, 116.047)
    assert CARDS["googlenet_places365"].mean_bgr == (104.051, 112.514, 116.676)
    empty = {hashlib.new(kind).hexdigest() for kind in ("sha1", "sha256", "sha384", "sha512")}
    assert not empty & {str(each.weights.hash).rpartition(":")[2] for each in FETCHED}


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


def test_a_card_beside_a_prototxt_that_names_it_is_its_own(tmp_path):
    path = tmp_path / "mine.prototxt"
    path.touch()
    (tmp_path / "mine.toml").write_text('prototxt = "mine.prototxt"\nweights = "a.caffemodel"\nmean_bgr = [1, 2, 3]')
    mine = ModelCard(name="mine", prototxt=path, weights=tmp_path / "a.caffemodel", mean_bgr=(1, 2, 3))
    assert find_model(str(path)) == mine
    (tmp_path / "mine.toml").write_text('prototxt = "mine.prototxt"\nmeaning = 3')
    with pytest.raises(UsageError, match=r"the model card '.*mine\.toml' makes no sense: meaning: Extra inputs"):
        find_model(str(path))


@pytest.mark.parametrize("other", ["[dream]", 'prototxt = "other.prototxt"', "no TOML"])
def test_another_file_beside_a_prototxt_is_left_alone(tmp_path, other):
    path = tmp_path / "mine.prototxt"
    path.touch()
    (tmp_path / "mine.toml").write_text(other)
    assert find_model(str(path)) == ModelCard(name="mine", prototxt=path)


@pytest.mark.parametrize("name", ["mine.prototxt", "models/mine"])
def test_a_path_where_nothing_is_is_called_so(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=f"no such file: '{name}'"):
        find_model(name)


def test_a_name_that_no_file_can_have_is_refused_in_a_sentence():
    with pytest.raises(UsageError, match="can't read the model 'xxx"):
        find_model("x" * 10_000)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="unknown model 'googlenet'; did you mean 'bvlc_googlenet'"):
        find_model("googlenet")
