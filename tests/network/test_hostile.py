"""Layers of any parameters on bottoms of any shape: their shapes are found or refused in a sentence."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dreamstream.caffe.caffe_pb2 import LayerParameter
from dreamstream.caffe.parameters import layer_params, own_field
from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError, WeightsError
from dreamstream.network import Network
from dreamstream.network.layers import REGISTRY

UNSIGNED = st.sampled_from([0, 1, 2, 3, 5, 7, 100, 2**16, 2**31 - 1])
SIGNED = st.sampled_from([-(2**31), -5, -2, -1, 0, 1, 2, 3, 2**31 - 1])
REAL = st.sampled_from([0.0, 1.0, -1.0, 0.5, -3.0, 1e30, float("inf"), float("nan")])
SHAPES = st.sampled_from([(1, 3, 9, 9), (1, 3, 1, 1), (2, 8, 5, 5), (1, 4, 0, 3), (1, 3), (1,), ()])
FIELDS = LayerParameter.DESCRIPTOR.fields_by_name


def value(field):
    kinds = {
        field.CPPTYPE_BOOL: st.booleans(),
        field.CPPTYPE_FLOAT: REAL,
        field.CPPTYPE_STRING: st.just("x"),
        field.CPPTYPE_UINT32: UNSIGNED,
    }
    if field.message_type is not None:
        one = contents(field.message_type)
    elif field.enum_type is not None:
        one = st.sampled_from([each.number for each in field.enum_type.values])
    else:
        one = kinds.get(field.cpp_type, SIGNED)
    return st.lists(one, max_size=3) if field.is_repeated else one


def contents(message):
    required = {field.name: value(field) for field in message.fields if field.is_required}
    return st.fixed_dictionaries(
        required, optional={field.name: value(field) for field in message.fields if not field.is_required}
    )


@st.composite
def layers(draw):
    """A layer of any type that is computed, with any parameters of its own and any number of blobs."""
    kind = draw(st.sampled_from(sorted(REGISTRY)))
    field = FIELDS.get(own_field(kind))
    params = {field.name: draw(contents(field.message_type))} if field else {}
    bottoms = ("data",) * draw(st.sampled_from([1, 1, 1, 2, 3]))
    tops = tuple(f"top{index}" for index in range(draw(st.sampled_from([1, 1, 1, 0, 2]))))
    return LayerSpec("it", kind, bottoms, tops, layer_params(LayerParameter(type=kind, **params)))


def find_shapes(examples):
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)
    @given(layer=layers(), shape=SHAPES)
    def find(layer, shape):
        network = Network(NetworkSpec("net", {"data": shape}, (layer,)), device="cpu", precision="float32")
        network.blobs(shape)
        try:
            network.shape(shape, "it")
        except ModelError as error:
            assert "\n" not in str(error)

    find()


def test_hostile_layers_have_shapes_or_are_refused():
    find_shapes(500)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_very_many_hostile_layers_have_shapes_or_are_refused():
    find_shapes(20_000)


def test_a_picture_that_does_not_fit_into_memory_is_refused_by_its_size():
    layer = LayerSpec("it", "Tile", ("data",), ("it",), {"axis": 1, "tiles": 2**30})
    network = Network(NetworkSpec("net", {"data": ()}, (layer,)), device="cpu", precision="float32")
    with pytest.raises(ModelError, match=r"a picture of 4096x4096 does not fit into the memory of .*; make it smaller"):
        network.forward(np.zeros((1, 1, 4096, 4096), np.float32), "it")


def test_a_variance_below_zero_is_refused():
    blobs = np.zeros(2, np.float32), np.float32([1, -1]), np.ones(1, np.float32)
    layer = LayerSpec("it", "BatchNorm", ("data",), ("it",), {"eps": 1e-5}, blobs)
    network = Network(NetworkSpec("net", {"data": ()}, (layer,)), device="cpu", precision="float32")
    with pytest.raises(WeightsError, match=r"layer 'it' \(BatchNorm\): a variance in its weights"):
        network.forward(np.zeros((1, 2, 3, 3), np.float32), "it")
