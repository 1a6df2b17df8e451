"""A network without weights can still be asked how large its blobs are."""

from dataclasses import replace
from importlib.resources import files

import pytest

from dreamstream import caffe
from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.network import Network

MODELS = files("dreamstream.models")


def without_weights(spec):
    return replace(spec, layers=tuple(replace(layer, weights=()) for layer in spec.layers))


@pytest.mark.parametrize("shape", [(1, 3, 224, 224), (1, 3, 90, 121)])
def test_every_blob_is_as_large_as_with_weights(shape):
    spec = caffe.load(MODELS / "motif.prototxt", MODELS / "motif.caffemodel")
    with_weights = Network(spec, device="cpu").blobs(shape)
    assert Network(without_weights(spec), device="cpu").blobs(shape) == with_weights
    assert list(with_weights) == list(spec.blob_names())


def test_googlenets_published_sizes():
    blobs = Network(caffe.load(MODELS / "bvlc_googlenet.prototxt"), device="cpu").blobs((1, 3, 224, 224))
    assert blobs["conv1/7x7_s2"] == (1, 64, 112, 112)
    assert blobs["inception_4c/output"] == (1, 512, 14, 14)
    assert blobs["prob"] == (1, 1000)


@pytest.mark.parametrize(
    "name",
    [
        "batchnorm",
        "bias",
        "convolution_group",
        "deconvolution",
        "inner_product",
        "prelu",
        "prelu_shared",
        "residual_inplace",
        "scale",
    ],
)
def test_every_type_with_weights_can_do_without(golden, name):
    spec = golden(f"layers/{name}").spec
    shape = next(iter(spec.inputs.values()))
    bare = Network(without_weights(spec), device="cpu").blobs(shape)
    assert bare == Network(spec, device="cpu").blobs(shape)
    assert list(bare) == list(spec.blob_names())


@pytest.mark.parametrize(("layer_type", "params"), [("PReLU", {}), ("Scale", {"axis": 2, "num_axes": 3})])
def test_a_bottom_without_the_axes_is_left_out(layer_type, params):
    flat = LayerSpec("flat", "Flatten", ("data",), ("flat",), {"axis": 0})
    it = LayerSpec("it", layer_type, ("flat",), ("it",), params)
    network = Network(NetworkSpec("net", {"data": ()}, (flat, it)), device="cpu")
    assert network.blobs((1, 2, 3, 4)) == {"data": (1, 2, 3, 4), "flat": (24,)}


@pytest.mark.parametrize(
    ("layer_type", "params"),
    [
        ("BN", {"bn_mode": "INFERENCE"}),
        ("ConvolutionDepthwise", {"num_output": 4, "kernel_size": (3,), "pad": (1,)}),
        ("DepthwiseConvolution", {"num_output": 4, "kernel_size": (3,), "pad": (1,), "group": 4}),
        ("Normalize", {"channel_shared": True}),
        ("Normalize", {"channel_shared": False}),
    ],
)
def test_types_of_forks_can_do_without_weights(layer_type, params):
    it = LayerSpec("it", layer_type, ("data",), ("it",), params)
    network = Network(NetworkSpec("net", {"data": ()}, (it,)), device="cpu")
    assert network.blobs((1, 4, 5, 6))["it"] == (1, 4, 5, 6)
