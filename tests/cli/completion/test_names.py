import pytest

from dreamstream.caffe import load
from dreamstream.cli.completion.names import Names
from dreamstream.distortions import REGISTRY
from dreamstream.models import find_model, known_models, resolve_layer


def test_models_and_distortions_are_all_there_are():
    names = Names.known()
    assert list(names.layers) == [card.name for card in known_models()]
    assert names.distortions == tuple(REGISTRY)


@pytest.mark.parametrize("model", ["motif", "bvlc_googlenet"])
def test_a_models_layers_are_taken_by_it_in_place_ones_left_out(model):
    card = find_model(model)
    spec, layers = load(card.prototxt, card.weights if model == "motif" else None), Names.known().layers[model]
    assert layers[:5] == ("edges", "textures", "patterns", "parts", "objects")
    assert [layer for layer in layers if resolve_layer(spec, card.layers, layer) not in spec.end_names()] == []
    assert "inception_4c/output" in layers
    assert not [layer for layer in layers if "relu" in layer]


def test_a_broken_model_of_the_users_own_spoils_nothing(models_folder):
    folder = models_folder / "broken"
    folder.mkdir(parents=True)
    (folder / "model.toml").write_text('prototxt = "gone.prototxt"\n')
    names = Names.known()
    assert names.layers["broken"] == ("edges", "textures", "patterns", "parts", "objects")
    assert "motif4" in names.layers["motif"]
