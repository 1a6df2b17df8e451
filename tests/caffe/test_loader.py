import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dreamstream import caffe
from dreamstream.caffe.caffe_pb2 import BlobProto, BlobShape, LayerParameter, NetParameter
from dreamstream.errors import PrototxtError, WeightsError

GOLDEN = Path(__file__).parents[1] / "golden"
TRAIN_VAL = Path(__file__).parent / "train_val"
CHAIN = """
input: "data"
layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
        convolution_param { num_output: 2 kernel_size: 1 bias_term: false } }
layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
layer { name: "split" type: "Split" bottom: "conv" top: "left" top: "right" }
"""


@pytest.fixture
def load(tmp_path):
    def write_and_load(text, net=None):
        (tmp_path / "net.prototxt").write_text(text)
        if net is not None:
            (tmp_path / "net.caffemodel").write_bytes(net.SerializeToString())
        return caffe.load(tmp_path / "net.prototxt", None if net is None else tmp_path / "net.caffemodel")

    return write_and_load


@pytest.fixture
def golden(tmp_path):
    def load_golden(path):
        with np.load(path) as arrays:
            (tmp_path / "golden.prototxt").write_text(str(arrays["prototxt"]))
            (tmp_path / "golden.caffemodel").write_bytes(arrays["caffemodel"].tobytes())
            shape = arrays["data"].shape
        return caffe.load(tmp_path / "golden.prototxt", tmp_path / "golden.caffemodel"), shape

    return load_golden


def weights_of(name, *shape):
    blob = BlobProto(data=np.arange(np.prod(shape)), shape=BlobShape(dim=shape))
    return LayerParameter(name=name, blobs=[blob])


def description(network, without=""):
    layers = [
        (layer.name, layer.type, layer.tops, layer.params, [weights.tobytes() for weights in layer.weights])
        for layer in network.layers
        if layer.type != without
    ]
    return network.name, network.inputs, layers


def test_a_network_is_its_inputs_and_its_layers_in_the_files_order(load):
    network = load('name: "net"' + CHAIN)
    assert network.name == "net"
    assert network.inputs == {"data": ()}
    assert [(layer.name, layer.type, layer.bottoms, layer.tops, layer.line) for layer in network.layers] == [
        ("conv", "Convolution", ("data",), ("conv",), 3),
        ("relu", "ReLU", ("conv",), ("conv",), 5),
        ("split", "Split", ("conv",), ("left", "right"), 6),
    ]
    assert network.layers[0].integer("num_output") == 2
    assert network.end_names() == ("data", "conv", "relu", "split", "left", "right")


def test_weights_go_by_name_and_either_file_may_have_layers_that_the_other_lacks(load):
    network = load(CHAIN, NetParameter(layer=[weights_of("conv", 2, 3, 1, 1), weights_of("loss1/conv", 4)]))
    assert [[blob.shape for blob in layer.weights] for layer in network.layers] == [[(2, 3, 1, 1)], [], []]
    np.testing.assert_array_equal(network.layers[0].weights[0].ravel(), range(6))
    assert load(CHAIN, NetParameter(layer=[weights_of("other", 4)])).layers[0].weights == ()


def test_weights_that_do_not_fit_name_both_files_the_layer_the_blob_and_both_shapes(load, tmp_path):
    with pytest.raises(WeightsError) as caught:
        load(CHAIN, NetParameter(layer=[weights_of("conv", 3, 3, 1, 1)]))
    assert str(caught.value) == (
        f"{tmp_path / 'net.caffemodel'}: layer 'conv' blob 0 (weights) is 3 x 3 x 1 x 1, "
        f"but the prototxt asks for 2 x ? x 1 x 1 ({tmp_path / 'net.prototxt'}, line 3)"
    )


@pytest.mark.parametrize(
    ("layer", "complaint"),
    [
        ('name: "conv" type: "ReLU" bottom: "conv" top: "conv"', "layer 'conv' has the name of the layer on line 3"),
        ('name: "a" type: "ReLU" bottom: "nowhere" top: "b"', "layer 'a' reads blob 'nowhere', which nothing before"),
        ('name: "a" type: "ReLU" bottom: "data" top: "conv"', "layer 'a' writes blob 'conv' anew"),
        ('name: "a" type: "Split" bottom: "data" top: "b" top: "b"', "layer 'a' writes blob 'b' anew"),
        ('name: "a" type: "Input" top: "data"', "layer 'a' writes blob 'data' anew"),
    ],
)
def test_layers_that_do_not_connect_are_named_with_their_line(load, tmp_path, layer, complaint):
    with pytest.raises(PrototxtError) as caught:
        load(CHAIN + f"layer {{ {layer} }}")
    assert str(caught.value).startswith(f"{tmp_path / 'net.prototxt'}, line 7: {complaint}")
    assert caught.value.line == 7


def test_a_pair_of_one_name_is_legal_when_only_one_of_it_runs_in_the_test_phase(load):
    pair = "".join(
        f'layer {{ name: "last" type: "{kind}" bottom: "conv" top: "last" include {{ phase: {phase} }} }}'
        for phase, kind in (("TRAIN", "Sigmoid"), ("TEST", "TanH"))
    )
    assert load(CHAIN + pair).layers[-1].type == "TanH"


@pytest.mark.parametrize("generation", ["v0", "v1", "new"])
def test_a_training_prototxt_of_any_generation_is_the_same_network(generation):
    network = caffe.load(TRAIN_VAL / f"{generation}.prototxt")
    assert network.name == "SmallCaffeNet"
    assert list(network.inputs) == ["data", "label"]
    assert [(layer.name, layer.type, layer.bottoms, layer.tops) for layer in network.layers] == [
        ("conv1", "Convolution", ("data",), ("conv1",)),
        ("relu1", "ReLU", ("conv1",), ("conv1",)),
        ("pool1", "Pooling", ("conv1",), ("pool1",)),
        ("norm1", "LRN", ("pool1",), ("norm1",)),
        ("conv2", "Convolution", ("norm1",), ("conv2",)),
        ("fc6", "InnerProduct", ("conv2",), ("fc6",)),
        ("drop6", "Dropout", ("fc6",), ("fc6",)),
        ("fc8", "InnerProduct", ("fc6",), ("fc8",)),
        ("accuracy", "Accuracy", ("fc8", "label"), ("accuracy",)),
        ("loss", "SoftmaxWithLoss", ("fc8", "label"), ("loss",)),
    ]
    newest = caffe.load(TRAIN_VAL / "new.prototxt")
    assert [layer.params for layer in network.layers] == [layer.params for layer in newest.layers]


def test_an_unknown_layer_loads_with_its_wiring_and_without_parameters(load):
    network = load(CHAIN + 'layer { name: "a" type: "SomebodysOwn" bottom: "left" top: "a" own_param { size: 3 } }')
    last = network.layers[-1]
    assert (last.type, last.bottoms, last.tops, last.params, last.line) == ("SomebodysOwn", ("left",), ("a",), {}, 7)


def test_files_in_v1_records_load_as_those_of_today(golden):
    network, _ = golden(GOLDEN / "formats" / "v1_format.npz")
    assert network.inputs == {"data": (1, 3, 64, 64)}
    assert {layer.name: (layer.type, [blob.shape for blob in layer.weights]) for layer in network.layers} == {
        "conv1": ("Convolution", [(16, 3, 7, 7), (16,)]),
        "relu1": ("ReLU", []),
        "pool1": ("Pooling", []),
        "norm1": ("LRN", []),
        "mix/1x1": ("Convolution", [(8, 16, 1, 1), (8,)]),
        "mix/relu_1x1": ("ReLU", []),
        "mix/3x3": ("Convolution", [(12, 16, 3, 3), (12,)]),
        "mix/relu_3x3": ("ReLU", []),
        "mix/pool": ("Pooling", []),
        "mix/output": ("Concat", []),
    }
    assert network.layers[0].params["stride"] == (2,)


@pytest.mark.parametrize("path", sorted((GOLDEN / "layers").glob("*.npz")), ids=lambda path: path.stem)
def test_files_that_the_original_wrote_load(golden, path):
    network, data_shape = golden(path)
    assert network.inputs == {"data": data_shape}
    assert network.layers


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("[fl]*/*.npz")), ids=lambda path: path.stem)
def test_a_caffemodel_that_the_original_wrote_describes_itself(golden, path, tmp_path):
    network, _ = golden(path)
    again = caffe.load(tmp_path / "golden.caffemodel", tmp_path / "golden.caffemodel")
    # The original writes down the Split layers that it adds itself.
    assert description(again, without="Split") == description(network, without="Split")


def test_a_caffemodel_of_ours_describes_itself(golden, tmp_path):
    network, _ = golden(GOLDEN / "formats" / "v1_format.npz")
    caffe.save(network, tmp_path / "saved.prototxt", tmp_path / "saved.caffemodel")
    again = caffe.load(tmp_path / "saved.caffemodel", tmp_path / "saved.caffemodel")
    assert description(again) == description(network)
    assert all(layer.line is None for layer in again.layers)


def test_importing_the_reader_does_not_import_pytorch():
    code = "import sys, dreamstream.caffe; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
