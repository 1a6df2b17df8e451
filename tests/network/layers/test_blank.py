"""A network without weights can still be asked how large its blobs are."""

from dataclasses import replace
from importlib.resources import files

import pytest

from dreamstream import caffe
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


def test_groups_divide_the_inputs_and_a_transposed_matrix_is_read_so(golden):
    for name in ("layers/convolution_group", "layers/inner_product"):
        spec = golden(name).spec
        shape = next(iter(spec.inputs.values()))
        assert Network(without_weights(spec), device="cpu").blobs(shape) == Network(spec, device="cpu").blobs(shape)
