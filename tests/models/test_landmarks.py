"""What a tour of a network stops at."""

from dataclasses import replace

import numpy as np
import pytest

from dreamstream import caffe
from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.models import find_model
from dreamstream.models.landmarks import every_layer, landmarks


def with_weights(layer):
    if layer.type != "Convolution":
        return layer
    side = layer.integers("kernel_size")[0]
    return replace(layer, weights=(np.zeros((1, 1, side, side), np.float32),))


@pytest.fixture(scope="module")
def googlenet():
    spec = caffe.load(find_model("bvlc_googlenet").prototxt)
    return replace(spec, layers=tuple(map(with_weights, spec.layers)))


def convolution(name, bottom, side=3):
    return LayerSpec(name, "Convolution", (bottom,), (name,), {}, (np.zeros((1, 1, side, side), np.float32),))


def relu(blob):
    return LayerSpec(f"relu_{blob}", "ReLU", (blob,), (blob,))


MODULES = [f"inception_{module}/output" for module in ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b")]


def test_a_network_of_modules_is_shown_module_by_module(googlenet):
    assert list(landmarks(googlenet)) == ["conv1/7x7_s2", "conv2/3x3", *MODULES]


def test_named_layers_are_shown_too_each_once_and_in_order(googlenet):
    assert list(landmarks(googlenet, ["conv2/3x3_reduce", "inception_3a/output"])) == [
        *("conv1/7x7_s2", "conv2/3x3_reduce", "conv2/3x3"),
        *MODULES,
    ]


def test_a_chain_is_shown_convolution_by_convolution():
    chain = [convolution("a", "data"), relu("a"), convolution("b", "a"), relu("b"), convolution("c", "b", side=1)]
    assert landmarks(NetworkSpec("chain", {"data": ()}, tuple(chain))) == ("a", "b")


def test_what_a_residual_block_adds_up_is_shown_and_nothing_within_it():
    layers = [
        *(convolution("stem", "data"), relu("stem")),
        *(convolution("inside", "stem"), relu("inside"), convolution("last", "inside")),
        *(LayerSpec("sum", "Eltwise", ("stem", "last"), ("sum",)), relu("sum")),
        LayerSpec("head", "InnerProduct", ("sum",), ("head",)),
    ]
    assert landmarks(NetworkSpec("residual", {"data": ()}, tuple(layers))) == ("stem", "sum")


def test_a_branch_that_ends_shows_its_end_and_hides_nothing():
    layers = [
        *(convolution("a", "data"), convolution("b", "a")),
        *(convolution("side", "a", side=1), relu("side")),
        LayerSpec("head", "InnerProduct", ("b",), ("head",)),
    ]
    assert landmarks(NetworkSpec("branched", {"data": ()}, tuple(layers))) == ("a", "b", "side")


def test_every_layer_leaves_out_what_only_finishes_another(googlenet):
    every = every_layer(googlenet)
    assert len(every) == 57 + 9
    assert set(landmarks(googlenet)) < set(every)


def test_a_name_with_a_colon_would_read_as_channels_and_is_left_out():
    spec = NetworkSpec("odd", {"data": ()}, (convolution("a:0", "data"),))
    assert landmarks(spec) == every_layer(spec) == ()


def test_a_network_without_layers_has_no_landmarks():
    assert landmarks(NetworkSpec("empty", {"data": ()}, ())) == ()
