"""GoogLeNet with weights by recipe agrees with the original through all its layers."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from dreamstream import caffe
from dreamstream.network import Network

PROTOTXT = files("dreamstream.models") / "bvlc_googlenet.prototxt"
ENDS = ("conv2/3x3", "pool2/3x3_s2", "inception_3b/5x5_reduce", "inception_3b/output", "inception_4c/output")


@pytest.fixture(scope="module")
def original():
    with np.load(Path(__file__).parents[1] / "golden" / "nets" / "googlenet_gradients.npz") as file:
        return dict(file)


@pytest.fixture(scope="module")
def googlenet(original):
    spec = caffe.load(PROTOTXT)
    shapes = Shapes(spec)
    state = np.random.RandomState(int(original["seed"]))
    layers = tuple(replace(layer, weights=shapes.draw(layer, state)) for layer in spec.layers)
    return Network(replace(spec, layers=layers), device="cpu", precision="float32")


class Shapes:
    """The published weight shapes, from the prototxt and the channels that lead to each layer."""

    def __init__(self, spec):
        self.channels = {"data": 3}
        for layer in spec.layers:
            inside = sum(self.channels[bottom] for bottom in layer.bottoms)
            self.channels |= dict.fromkeys(layer.tops, layer.params.get("num_output", inside))
        self.before = {layer.name: self.channels[layer.bottoms[0]] for layer in spec.layers}

    def draw(self, layer, state):
        if "num_output" not in layer:
            return ()
        outputs = layer.integer("num_output")
        window = layer.integers("kernel_size") * 2 if layer.type == "Convolution" else ()
        shape = (outputs, self.before[layer.name], *window)
        weight = state.standard_normal(shape) * np.sqrt(2 / np.prod(shape[1:]))
        return weight.astype(np.float32), (state.standard_normal(outputs) * 0.1).astype(np.float32)


@pytest.mark.parametrize("end", ENDS)
def test_activation_and_gradient_are_the_originals(googlenet, original, end):
    activation, gradient = googlenet.gradient(original["data"], end)
    expected = original[f"gradient:{end}"]
    assert np.linalg.norm(activation) == pytest.approx(float(original[f"activation_l2:{end}"]), rel=1e-4)
    assert activation.mean() == pytest.approx(float(original[f"activation_mean:{end}"]), rel=1e-4)
    # One rounded tie in a max pool or a ReLU moves 5e-3 through twenty layers.
    assert np.linalg.norm(gradient - expected) / np.linalg.norm(expected) < 1e-2


def test_nothing_after_the_end_is_built(googlenet):
    fresh = Network(googlenet.spec, device="cpu", precision="float32")
    fresh.forward(np.zeros((1, 3, 32, 32), np.float32), "pool2/3x3_s2")
    assert {layer.name for layer, _ in fresh._operations} == {
        "conv1/7x7_s2", "conv1/relu_7x7", "pool1/3x3_s2", "pool1/norm1", "conv2/3x3_reduce", "conv2/relu_3x3_reduce",
        "conv2/3x3", "conv2/relu_3x3", "conv2/norm2", "pool2/3x3_s2",
    }  # fmt: skip
