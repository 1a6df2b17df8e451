"""GoogLeNet with weights by recipe agrees with the original through all its layers."""

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import torch

from dreamstream import caffe
from dreamstream.benchmark import recipe_weights
from dreamstream.network import Network

PROTOTXT = files("dreamstream.models") / "bvlc_googlenet.prototxt"
NEEDS_CARD = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
ENDS = ("conv2/3x3", "pool2/3x3_s2", "inception_3b/5x5_reduce", "inception_3b/output", "inception_4c/output")


@pytest.fixture(scope="module")
def original():
    with np.load(Path(__file__).parents[1] / "golden" / "nets" / "googlenet_gradients.npz") as file:
        return dict(file)


@pytest.fixture(scope="module")
def spec(original):
    return recipe_weights(caffe.load(PROTOTXT), seed=int(original["seed"]))


@pytest.fixture(scope="module", params=["cpu", pytest.param("cuda", marks=NEEDS_CARD)])
def googlenet(spec, request):
    return Network(spec, device=request.param, precision="float32")


@pytest.mark.parametrize("end", ENDS)
def test_activation_and_gradient_are_the_originals(googlenet, original, end):
    activation, gradient = googlenet.gradient(original["data"], end)
    expected = original[f"gradient:{end}"]
    assert np.linalg.norm(activation) == pytest.approx(float(original[f"activation_l2:{end}"]), rel=1e-4)
    assert activation.mean() == pytest.approx(float(original[f"activation_mean:{end}"]), rel=1e-4)
    # One rounded tie in a max pool or a ReLU moves 5e-3 through twenty layers.
    assert np.linalg.norm(gradient - expected) / np.linalg.norm(expected) < 1e-2


@pytest.mark.parametrize(
    ("device", "precision"),
    [
        ("cpu", "bfloat16"),
        pytest.param("cuda", "bfloat16", marks=NEEDS_CARD),
        pytest.param("cuda", "float16", marks=NEEDS_CARD),
    ],
)
def test_half_precision_points_the_same_way(spec, original, device, precision):
    exact = original[f"gradient:{ENDS[-1]}"].ravel()
    rough = Network(spec, device=device, precision=precision).gradient(original["data"], ENDS[-1])[1].ravel()
    assert exact @ rough > 0.9 * np.linalg.norm(exact) * np.linalg.norm(rough)


def test_nothing_after_the_end_is_built(spec):
    fresh = Network(spec, device="cpu", precision="float32")
    fresh.forward(np.zeros((1, 3, 32, 32), np.float32), "pool2/3x3_s2")
    built = {layer.name for work, _ in fresh._operations for layer in work.layers}
    assert built == {
        *("conv1/7x7_s2", "pool1/3x3_s2", "pool1/norm1", "conv2/3x3_reduce", "conv2/3x3", "conv2/norm2"),
        "pool2/3x3_s2",
    }
