"""Descriptions in binary files, Caffe's own and those of forks that use its numbers for messages of their own."""

from pathlib import Path

import pytest
from google.protobuf import text_format
from google.protobuf.message import DecodeError

from dreamstream.caffe.binary import field_numbers, read_binary
from dreamstream.caffe.caffe_pb2 import BlobProto, LayerParameter, NetParameter, V0LayerParameter, V1LayerParameter
from dreamstream.errors import PrototxtError

PATH = Path("net.caffemodel")
NOT_A_MESSAGE = b"\xff\xff\xff"


def read(net):
    return read_binary(net if isinstance(net, bytes) else net.SerializeToString(), PATH)


def field(number, content):
    """Return a length-delimited field as protobuf writes it, for numbers of two bytes and contents under 128."""
    tag = number << 3 | 2
    return bytes([tag & 0x7F | 0x80, tag >> 7, len(content)]) + content


def in_a_fork(layer, number, content=NOT_A_MESSAGE):
    """Return a network of one layer that also has a fork's field of a number."""
    return field(100, layer.SerializeToString() + field(number, content))


CONVOLUTION = LayerParameter(
    name="a", type="Convolution", bottom=["x"], top=["y"], convolution_param={"num_output": 3, "kernel_size": [5]}
)


def test_a_serialized_prototxt_comes_back_whole():
    net = NetParameter(
        name="net",
        input=["data"],
        input_dim=[1, 3, 8, 8],
        state={"level": 2, "stage": ["deploy"]},
        layer=[
            LayerParameter(
                name="in",
                type="Data",
                top=["x"],
                data_param={"batch_size": 2},
                transform_param={"crop_size": 8},
                include=[{"phase": "TEST"}],
            ),
            CONVOLUTION,
            LayerParameter(name="sums", type="Softmax", bottom=["y"], top=["z"], exclude=[{"phase": "TRAIN"}]),
        ],
    )
    assert read(net) == (net, {})


@pytest.mark.parametrize(
    "record",
    [
        V1LayerParameter(
            name="a",
            type="POOLING",
            bottom=["x"],
            top=["y"],
            pooling_param={"pool": "AVE"},
            include=[{"phase": "TEST"}],
        ),
        V1LayerParameter(
            type="DATA",
            top=["x"],
            include=[{"phase": "TEST"}],
            data_param={"batch_size": 2},
            transform_param={"crop_size": 8},
        ),
        V1LayerParameter(layer=V0LayerParameter(name="a", type="conv", num_output=3), bottom=["x"], top=["y"]),
    ],
    ids=["v1", "data", "v0"],
)
def test_old_records_come_back_whole(record):
    net = NetParameter(name="net", input_shape=[{"dim": [1, 3]}], layers=[record])
    assert read(net) == (net, {})


@pytest.mark.parametrize("number", [100, 101, 103, 123, 143, 149, 200])
def test_only_the_field_of_the_layers_own_type_is_read(number):
    net, _ = read(in_a_fork(CONVOLUTION, number))
    assert list(net.layer) == [CONVOLUTION]


def test_parameters_of_the_own_type_that_make_no_sense_are_refused_by_the_layers_name():
    with pytest.raises(PrototxtError) as caught:
        read(in_a_fork(CONVOLUTION, 106))
    assert str(caught.value) == "net.caffemodel: the convolution_param of layer 'a' can't be read"


@pytest.mark.parametrize(
    ("layer_type", "numbers"),
    [("Convolution", (106,)), ("Deconvolution", (106,)), ("Input", (143,)), ("AbsVal", ()), ("SomebodysOwn", ())],
)
def test_a_types_parameters_are_where_caffe_has_them(layer_type, numbers):
    assert field_numbers(layer_type) == numbers


def test_a_forks_parameters_are_where_that_fork_has_them():
    order = LayerParameter(permute_param={"order": [0, 2, 3, 1]}).permute_param.SerializeToString()
    net, _ = read(in_a_fork(LayerParameter(name="a", type="Permute", bottom=["x"], top=["y"]), 202, order))
    assert list(net.layer[0].permute_param.order) == [0, 2, 3, 1]
    assert {202} < set(field_numbers("Permute"))


def test_a_v1_type_of_a_fork_is_named_by_its_number():
    # layers { name: "a" type: 99 }
    net, foreign_types = read(b"\x12\x05\x22\x01a\x28\x63")
    assert [record.name for record in net.layers] == ["a"]
    assert foreign_types == {0: "V1 type 99"}


@pytest.mark.parametrize(
    "net",
    [
        NetParameter(
            layer=[
                LayerParameter(name="in", type="Data", top=["x"], include=[{"phase": "TRAIN"}]),
                LayerParameter(name="a", type="Bias", bottom=["x"], top=["y"], blobs=[BlobProto(data=[1])]),
            ]
        ),
        NetParameter(
            layers=[
                V1LayerParameter(name="in", type="DATA", top=["x"], exclude=[{"phase": "TEST"}]),
                V1LayerParameter(name="a", type="POWER", bottom=["x"], top=["y"], blobs=[BlobProto(data=[1])]),
            ]
        ),
    ],
    ids=["new", "v1"],
)
def test_layers_saved_with_weights_have_obeyed_their_rules_already_and_lose_both(net):
    records = [*read(net)[0].layer, *read(net)[0].layers]
    assert [record.name for record in records] == ["in", "a"]
    assert not any(record.include or record.exclude or record.blobs for record in records)


@pytest.mark.parametrize(
    "net",
    [
        NetParameter(name="?", layer=[LayerParameter(name="?", type="?", bottom=["?"], top=["a", "?"])]),
        NetParameter(name="", input=["?"], layer=[LayerParameter(type="Python", python_param={"param_str": "?"})]),
        NetParameter(name="?", layers=[V1LayerParameter(name="?", type="RELU", bottom=["?"], top=["?"])]),
        NetParameter(name="?", layers=[V1LayerParameter(layer={"name": "?", "type": "?", "source": "?"})]),
    ],
)
def test_text_in_a_national_encoding_is_read_one_byte_a_letter(net):
    expected = text_format.Parse(str(net).replace("?", "ü"), NetParameter())
    assert str(read(net.SerializeToString().replace(b"?", b"\xfc"))[0]) == str(expected)


def test_what_is_no_network_is_not_decoded():
    for data in (NOT_A_MESSAGE, b"\x0b" * 1000, in_a_fork(CONVOLUTION, 200)[:-1]):
        with pytest.raises(DecodeError):
            read(data)
