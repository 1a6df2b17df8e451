import pytest

from dreamstream.caffe.caffe_pb2 import ConvolutionParameter, FillerParameter, LayerParameter
from dreamstream.caffe.parameters import layer_params, set_layer_params
from dreamstream.errors import ModelError


def test_defaults_are_filled_in_and_a_field_without_one_is_absent():
    assert layer_params(LayerParameter(type="Convolution")) == {
        "bias_term": True,
        "pad": (),
        "kernel_size": (),
        "stride": (),
        "dilation": (),
        "pad_h": 0,
        "pad_w": 0,
        "group": 1,
        "engine": "DEFAULT",
        "axis": 1,
        "force_nd_im2col": False,
    }


def test_enums_come_as_names_repeated_fields_as_tuples_and_messages_as_mappings():
    parameters = ConvolutionParameter(
        kernel_size=[3, 5], engine="CUDNN", weight_filler=FillerParameter(type="xavier", std=2)
    )
    params = layer_params(LayerParameter(type="Convolution", convolution_param=parameters))
    assert params["kernel_size"] == (3, 5)
    assert params["engine"] == "CUDNN"
    assert params["weight_filler"] == {
        "type": "xavier",
        "value": 0.0,
        "min": 0.0,
        "max": 1.0,
        "mean": 0.0,
        "std": 2.0,
        "sparse": -1,
        "variance_norm": "FAN_IN",
    }
    assert isinstance(params["weight_filler"]["std"], float)


@pytest.mark.parametrize(
    ("layer_type", "name", "value"),
    [
        ("LRN", "beta", 0.75),
        ("Pooling", "round_mode", "CEIL"),
        ("ReLU", "negative_slope", 0.0),
        ("BatchNorm", "moving_average_fraction", pytest.approx(0.999)),
        ("Deconvolution", "group", 1),
        ("SoftmaxWithLoss", "axis", 1),
        ("Exp", "base", -1.0),
        ("Swish", "beta", 1.0),
        ("ELU", "alpha", 1.0),
        ("MVN", "normalize_variance", True),
    ],
)
def test_a_type_finds_its_own_message_with_caffes_defaults(layer_type, name, value):
    assert layer_params(LayerParameter(type=layer_type))[name] == value


@pytest.mark.parametrize("layer_type", ["AbsVal", "Split", "SomebodysOwn"])
def test_a_type_without_parameters_has_none(layer_type):
    assert layer_params(LayerParameter(type=layer_type)) == {}


def test_only_what_differs_from_the_defaults_is_set():
    layer = LayerParameter(type="Convolution")
    params = layer_params(layer) | {"num_output": 8, "weight_filler": {"type": "xavier", "std": 1.0}}
    set_layer_params(layer, params)
    assert layer.convolution_param == ConvolutionParameter(num_output=8, weight_filler={"type": "xavier"})


def test_parameters_that_are_all_default_leave_the_record_bare():
    layer = LayerParameter(type="LRN")
    set_layer_params(layer, layer_params(layer))
    assert not layer.HasField("lrn_param")


@pytest.mark.parametrize(
    ("layer_type", "params"),
    [
        ("LRN", {"size": 5}),
        ("LRN", {"local_size": "five"}),
        ("Pooling", {"pool": "BEST"}),
        ("Pooling", {"pad": -1}),
        ("Convolution", {"axes": {"x": 1}}),
        ("Clip", {"min": 0.0}),
        ("AbsVal", {"slope": 1.0}),
    ],
)
def test_what_caffe_does_not_know_is_refused_by_the_layers_name(layer_type, params):
    with pytest.raises(ModelError, match="layer 'a'"):
        set_layer_params(LayerParameter(name="a", type=layer_type), params)
