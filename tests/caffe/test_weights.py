import numpy as np
import pytest

from dreamstream.caffe.caffe_pb2 import BlobProto, BlobShape, LayerParameter, NetParameter, V0LayerParameter
from dreamstream.caffe.caffe_pb2 import V1LayerParameter as V1
from dreamstream.caffe.weights import read_weights
from dreamstream.errors import WeightsError

VALUES = [0.5, -1.5, 2.0, 0.0, 3.25, 1.0]


@pytest.fixture
def read(tmp_path):
    def write_and_read(net):
        path = tmp_path / "net.caffemodel"
        path.write_bytes(net if isinstance(net, bytes) else net.SerializeToString())
        return read_weights(path)

    return write_and_read


def field(number, content):
    """Return a length-delimited field as protobuf writes it, for contents under 128 bytes."""
    tag = number << 3 | 2
    return bytes([tag & 0x7F | 0x80, tag >> 7] if tag > 0x7F else [tag]) + bytes([len(content)]) + content


def of_one_blob(**blob):
    return NetParameter(layer=[LayerParameter(name="a", blobs=[BlobProto(**blob)])])


@pytest.mark.parametrize(
    ("blob", "shape"),
    [
        ({"data": VALUES, "shape": BlobShape(dim=[2, 3])}, (2, 3)),
        ({"double_data": VALUES, "shape": BlobShape(dim=[6])}, (6,)),
        ({"data": VALUES, "num": 3, "channels": 2, "height": 1, "width": 1}, (3, 2, 1, 1)),
        ({"data": VALUES, "num": 1, "channels": 1, "height": 2, "width": 3}, (1, 1, 2, 3)),
        ({"data": VALUES, "num": 1, "channels": 1, "height": 1, "width": 6}, (6,)),
        ({"data": [2.5]}, ()),
    ],
)
def test_blobs_come_as_float32_in_their_declared_shape(read, blob, shape):
    (array,) = read(of_one_blob(**blob))["a"]
    assert (array.dtype, array.shape) == (np.float32, shape)
    np.testing.assert_array_equal(array.ravel(), blob.get("data") or blob.get("double_data"))


def test_all_three_generations_of_records_are_read_and_layers_without_blobs_left_out(read):
    blob = BlobProto(data=[1.0], shape=BlobShape(dim=[1]))
    new = NetParameter(layer=[LayerParameter(name="a", blobs=[blob, blob]), LayerParameter(name="relu")])
    v1 = NetParameter(layers=[V1(name="b", blobs=[blob]), V1(layer=V0LayerParameter(name="c", blobs=[blob]))])
    assert {name: len(blobs) for name, blobs in read(new).items()} == {"a": 2}
    assert {name: len(blobs) for name, blobs in read(v1).items()} == {"b": 1, "c": 1}


@pytest.mark.parametrize("number", [100, 106, 120, 143, 200])
def test_what_forks_keep_under_other_messages_numbers_does_not_matter(read, number):
    # A field that is no message at all, let alone the one that Caffe has under this number.
    foreign = field(number, b"\xff\xff\xff")
    layer = of_one_blob(data=VALUES, shape=BlobShape(dim=[6])).layer[0].SerializeToString() + foreign
    assert read(field(100, layer) + field(9, b"\xff"))["a"][0].shape == (6,)


def test_names_in_a_national_encoding_are_read_as_a_prototxts_are(read):
    layer = of_one_blob(data=[1.0]).layer[0].SerializeToString().replace(b"a", b"\xfc", 1)
    assert list(read(field(100, layer))) == ["ü"]


@pytest.mark.parametrize(
    ("blob", "complaint"),
    [
        ({"data": VALUES, "shape": BlobShape(dim=[2, 4])}, "is declared 2 x 4 but holds 6 values"),
        ({"data": VALUES, "shape": BlobShape(dim=[-2, -3])}, "is declared -2 x -3 but holds 6 values"),
        (
            {"shape": BlobShape(dim=[2**40, 2**40])},
            "is declared 1099511627776 x 1099511627776 but holds 0 values",
        ),
        ({"shape": BlobShape(dim=[0, 2**62, 4])}, f"is declared 0 x {2**62} x 4 but holds 0 values"),
        ({"data": VALUES, "num": 6}, "is declared 6 x 0 x 0 x 0 but holds 6 values"),
        ({"data": VALUES}, "is declared a single number but holds 6 values"),
    ],
)
def test_a_shape_that_does_not_multiply_up_to_the_data_is_refused(read, tmp_path, blob, complaint):
    with pytest.raises(WeightsError) as caught:
        read(of_one_blob(**blob))
    assert str(caught.value) == f"{tmp_path / 'net.caffemodel'}: layer 'a' blob 0 {complaint}"


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "is empty"),
        (of_one_blob(data=VALUES, shape=BlobShape(dim=[6])).SerializeToString()[:-5], "cut short"),
        (bytes(range(255, 0, -1)), "is not a whole caffemodel: it is damaged"),
        (b"\x0a\x03net", "is not a caffemodel"),
        (b'name: "net"\nlayer { }\n', "it is a prototxt, and the caffemodel comes second"),
        (b"<html>Not found</html>", "it holds text"),
        (b"\x89HDF\r\n\x1a\n" + bytes(64), "it is an HDF5 snapshot"),
    ],
)
def test_what_is_no_caffemodel_is_told_in_one_sentence(read, tmp_path, data, complaint):
    with pytest.raises(WeightsError) as caught:
        read(data)
    assert str(caught.value).startswith(f"{tmp_path / 'net.caffemodel'} ")
    assert complaint in str(caught.value)
