"""One layer, many spellings."""

import numpy as np
import pytest

from dreamstream import caffe
from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError, UnknownNameError
from dreamstream.models import find_model, resolve_layer
from dreamstream.models.layers import DEPTHS, layer_at_depth


@pytest.fixture(scope="module")
def googlenet():
    return caffe.load(find_model("bvlc_googlenet").prototxt)


def plain_network(count=10):
    """Convolutions with weights and ReLUs in turn, then a fully connected head."""
    layers = []
    for index in range(count):
        weights = (np.zeros((1, 1, 1, 1), np.float32),)
        layers.append(LayerSpec(f"conv{index}", "Convolution", ("data",), (f"conv{index}",), {}, weights))
        layers.append(LayerSpec(f"relu{index}", "ReLU", (f"conv{index}",), (f"conv{index}",)))
    head = LayerSpec("fc", "InnerProduct", ("data",), ("fc",), {}, (np.zeros((1, 1), np.float32),))
    return NetworkSpec("plain", {"data": ()}, (*layers, head))


@pytest.mark.parametrize(
    "name",
    [
        "inception_4c/output",
        "inception_4c_output",
        "inception_4c",
        "inception4c",
        "mixed4c",
        "Mixed_4c",
        "INCEPTION_4C/OUTPUT",
    ],
)
def test_a_module_goes_by_the_names_of_every_framework(googlenet, name):
    assert resolve_layer(googlenet, {}, name) == "inception_4c/output"


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("conv2/3x3_reduce", "conv2/3x3_reduce"),
        ("conv2_3x3", "conv2/3x3"),
        ("inception4c_3x3_reduce", "inception_4c/3x3_reduce"),
        ("mixed4c/1x1", "inception_4c/1x1"),
        ("data", "data"),
    ],
)
def test_other_layers_too(googlenet, name, layer):
    assert resolve_layer(googlenet, {}, name) == layer


def test_the_models_own_alias_goes_before_the_depth(googlenet):
    assert resolve_layer(googlenet, {"parts": "inception_3a/output"}, "parts") == "inception_3a/output"


def test_a_layers_own_name_goes_before_any_alias(googlenet):
    assert resolve_layer(googlenet, {"conv2/3x3": "data"}, "conv2/3x3") == "conv2/3x3"


def test_where_nobody_named_layers_aliases_go_by_depth(googlenet):
    assert [resolve_layer(plain_network(), {}, alias) for alias in DEPTHS] == [
        *("conv1", "conv3", "conv4", "conv6", "conv8"),
    ]
    by_depth = [resolve_layer(googlenet, {}, alias) for alias in DEPTHS]
    assert by_depth == [f"inception_{module}/output" for module in ("3b", "4a", "4c", "4d", "5a")]


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_depth_stays_before_the_fully_connected_layers(share):
    assert layer_at_depth(plain_network(3), share) == {0.0: "conv0", 0.5: "conv1", 1.0: "conv2"}[share]


def test_a_network_of_no_depth_is_told_in_a_sentence():
    bare = NetworkSpec("bare", {"data": ()}, (LayerSpec("relu", "ReLU", ("data",), ("data",)),))
    with pytest.raises(ModelError, match="network 'bare' has no layer with weights to measure depth by"):
        resolve_layer(bare, {}, "parts")


@pytest.mark.parametrize(
    ("name", "suggestion"), [("inception_4c/outptu", "'inception_4c/output'"), ("objcts", "'objects'")]
)
def test_an_unknown_layer_is_answered_with_the_nearest(googlenet, name, suggestion):
    with pytest.raises(UnknownNameError, match=rf"unknown layer '{name}'; did you mean .*{suggestion}.*GoogleNet"):
        resolve_layer(googlenet, {}, name)
