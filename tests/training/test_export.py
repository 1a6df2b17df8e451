import numpy as np
import pytest
import torch

from dreamstream import caffe
from dreamstream.network import Network
from dreamstream.training.architecture import MEAN_RGB, MODULES, ConvUnit
from dreamstream.training.dataset import NONE
from dreamstream.training.export import LAYERS, export, folded

CLASSES = ("eye", NONE, "shell")


@pytest.fixture
def network(worn_net, tmp_path):
    export(worn_net, CLASSES, tmp_path / "net.prototxt", tmp_path / "net.caffemodel")
    spec = caffe.load(tmp_path / "net.prototxt", tmp_path / "net.caffemodel")
    return Network(spec, mean_bgr=MEAN_RGB[::-1], device="cpu", precision="float32")


@pytest.fixture
def pixels(rng):
    return rng.integers(0, 256, (50, 62, 3)).astype(np.float32)


@pytest.fixture
def said(worn_net, pixels):
    """What the trained network says of ``pixels``."""
    with torch.no_grad():
        return worn_net.activations(torch.from_numpy(pixels / 255).permute(2, 0, 1)[None])


@pytest.fixture
def data(pixels):
    return (pixels - np.float32(MEAN_RGB)).transpose(2, 0, 1)[None, ::-1]


def close(one, two):
    return np.abs(one - two).max() <= 1e-4 * np.abs(two).max()


@pytest.mark.parametrize("module", MODULES)
def test_the_exported_network_says_what_the_trained_one_said(network, data, said, module):
    assert close(network.forward(data, f"inception_{module}/output"), said[module].numpy())


def test_the_classifiers_answer_at_every_place_without_none(network, worn_net, data, said):
    for layer, module, classifier in (("motif4", "4c", worn_net.auxiliary), ("motif5", "5b", worn_net.classifier)):
        with torch.no_grad():
            scores = classifier(said[module].permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        centred = (scores - scores.mean(1, keepdim=True))[:, [0, 2]].numpy()
        assert close(network.forward(data, layer), centred)


def test_the_classifier_answers_for_the_whole(network, worn_net, data, said):
    with torch.no_grad():
        scores = worn_net.classifier(said["5b"].mean((2, 3)))
    assert close(network.forward(data, "classifier"), scores.numpy())
    assert close(network.forward(data, "prob"), scores.softmax(1).numpy())


def test_the_aliases_name_layers_that_are_there(network):
    assert set(LAYERS.values()) <= set(network.spec.end_names())


def test_a_folded_convolution_does_what_its_unit_did():
    unit = ConvUnit(3, 4, 3).eval()
    torch.nn.init.normal_(unit.norm.running_mean, generator=torch.Generator().manual_seed(0))
    torch.nn.init.uniform_(unit.norm.running_var, 0.2, 3, generator=torch.Generator().manual_seed(1))
    weight, bias = (torch.from_numpy(array) for array in folded(unit))
    x = torch.rand(1, 3, 6, 6)
    with torch.no_grad():
        assert torch.allclose(torch.conv2d(x, weight, bias, padding=1).relu(), unit(x), atol=1e-6)
