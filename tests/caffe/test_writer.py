import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from dreamstream import caffe
from dreamstream.caffe.caffe_pb2 import LayerParameter, NetParameter
from dreamstream.caffe.inputs import is_input
from dreamstream.caffe.parameters import PARAMETER_FIELDS, layer_params
from dreamstream.errors import ModelError

WHOLE_NUMBERS = st.integers(min_value=0, max_value=2**31 - 1)
NUMBERS = st.floats(width=32, allow_nan=False)
NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1)
SHAPES = st.lists(WHOLE_NUMBERS, max_size=5).map(tuple)
ARRAYS = nps.arrays(np.float32, nps.array_shapes(min_dims=0, min_side=0, max_side=3), elements=NUMBERS)
OF_PARAMETERS = {
    kind: name
    for kind, name in PARAMETER_FIELDS.items()
    if kind != "Transformation" and not is_input(LayerParameter(type=kind, top=["a"]))
}


def contents(descriptor):
    """Any message of a type, as the arguments that make it."""
    required = {field.name: value(field) for field in descriptor.fields if field.is_required}
    optional = {field.name: value(field) for field in descriptor.fields if not field.is_required}
    return st.fixed_dictionaries(required, optional=optional)


def value(field):
    if field.message_type is not None:
        one = contents(field.message_type)
    elif field.enum_type is not None:
        one = st.sampled_from([each.number for each in field.enum_type.values])
    else:
        kinds = {field.CPPTYPE_BOOL: st.booleans(), field.CPPTYPE_FLOAT: NUMBERS, field.CPPTYPE_STRING: st.text()}
        one = kinds.get(field.cpp_type, WHOLE_NUMBERS)
    return st.lists(one, max_size=3) if field.is_repeated else one


@st.composite
def params_of_a_type(draw):
    kind = draw(st.sampled_from(sorted(OF_PARAMETERS)))
    field = LayerParameter.DESCRIPTOR.fields_by_name[OF_PARAMETERS[kind]]
    layer = LayerParameter(type=kind, **{field.name: draw(contents(field.message_type))})
    return kind, layer_params(layer)


@st.composite
def networks(draw):
    inputs = draw(st.dictionaries(NAMES, SHAPES, min_size=1, max_size=3))
    names = draw(st.lists(NAMES, unique=True, max_size=4))
    blobs, layers = list(inputs), []
    for index, name in enumerate(names):
        kind, params = draw(params_of_a_type())
        weights = draw(st.lists(ARRAYS, max_size=2)) if not params.get("num_output") else []
        bottoms, top = (draw(st.sampled_from(blobs)),), f"blob {index} of this network"
        layers.append(caffe.LayerSpec(name, kind, bottoms, (top,), params, tuple(weights)))
        blobs.append(top)
    return caffe.NetworkSpec(draw(NAMES), inputs, tuple(layers))


def plain(network):
    layers = [(layer.name, layer.type, layer.bottoms, layer.tops, layer.params) for layer in network.layers]
    return network.name, dict(network.inputs), layers


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(networks())
def test_what_is_saved_loads_as_it_was(tmp_path_factory, network):
    folder = tmp_path_factory.mktemp("saved")
    caffe.save(network, folder / "net.prototxt", folder / "net.caffemodel")
    loaded = caffe.load(folder / "net.prototxt", folder / "net.caffemodel")
    assert plain(loaded) == plain(network)
    for before, after in zip(network.layers, loaded.layers, strict=True):
        assert [blob.shape for blob in after.weights] == [blob.shape for blob in before.weights]
        assert all(map(np.array_equal, after.weights, before.weights))


@pytest.fixture
def network():
    params = layer_params(LayerParameter(type="Convolution")) | {"num_output": 2, "kernel_size": (1,)}
    weights = (np.ones((2, 3, 1, 1), np.float32)[:, ::-1], np.zeros(2))
    conv = caffe.LayerSpec("data", "Convolution", ("data",), ("conv",), params, weights)
    return caffe.NetworkSpec("net", {"data": (1, 3, 4, 5)}, (conv,))


def test_the_text_is_todays_and_holds_only_what_differs_from_the_defaults(network, tmp_path):
    caffe.save(network, tmp_path / "net.prototxt")
    assert [path.name for path in tmp_path.iterdir()] == ["net.prototxt"]
    expected = """
        name: "net"
        layer {
          name: "data_input" type: "Input" top: "data"
          input_param { shape { dim: 1 dim: 3 dim: 4 dim: 5 } }
        }
        layer {
          name: "data" type: "Convolution" bottom: "data" top: "conv"
          convolution_param { num_output: 2 kernel_size: 1 }
        }
        """
    assert (tmp_path / "net.prototxt").read_text().split() == expected.split()


def test_a_gradient_can_be_asked_of_the_original(network, tmp_path):
    caffe.save(network, tmp_path / "net.prototxt", force_backward=True)
    assert 'name: "net"\nforce_backward: true\n' in (tmp_path / "net.prototxt").read_text()


def test_the_weights_are_packed_and_carry_a_shape(network, tmp_path):
    caffe.save(network, tmp_path / "net.prototxt", tmp_path / "net.caffemodel")
    data = (tmp_path / "net.caffemodel").read_bytes()
    record = NetParameter.FromString(data).layer[1]
    assert [list(blob.shape.dim) for blob in record.blobs] == [[2, 3, 1, 1], [2]]
    assert not record.blobs[0].HasField("num")
    assert b"\x2a\x18" + np.ones(6, "<f4").tobytes() in data


def test_a_network_that_caffe_could_not_read_leaves_the_old_files_alone(network, tmp_path):
    bad = caffe.NetworkSpec("bad", {}, (caffe.LayerSpec("norm", "LRN", params={"size": 5}),))
    caffe.save(network, tmp_path / "net.prototxt", tmp_path / "net.caffemodel")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(ModelError, match=r"layer 'norm' \(LRN\) can't be written"):
        caffe.save(bad, tmp_path / "net.prototxt", tmp_path / "net.caffemodel")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_that_is_not_there_is_told_by_the_files_name(network, tmp_path):
    path = tmp_path / "nowhere" / "net.prototxt"
    with pytest.raises(ModelError, match="can't be written") as caught:
        caffe.save(network, path)
    assert str(path) in str(caught.value)


def test_weights_over_two_gigabytes_are_refused_before_they_are_copied(tmp_path):
    huge = np.broadcast_to(np.float32(0), (2**29,))
    network = caffe.NetworkSpec("net", {}, (caffe.LayerSpec("a", "Bias", weights=(huge,)),))
    with pytest.raises(ModelError, match="larger than 2 GB"):
        caffe.save(network, tmp_path / "net.prototxt", tmp_path / "net.caffemodel")
    assert not list(tmp_path.iterdir())
