"""Networks of Caffe's forks are read and written as those forks spell them."""

import pytest

from dreamstream import caffe
from dreamstream.caffe.caffe_pb2 import LayerParameter
from dreamstream.caffe.forks import FORK_FIELDS, FORK_NUMBERS

RECORDS = {
    'type: "BN" bn_param { bn_mode: INFERENCE scale_filler { value: 1 } shift_filler { value: 0.001 } }': {
        "bn_mode": "INFERENCE",
        "eps": pytest.approx(1e-5),
    },
    'type: "BN" bn_param { slope_filler { value: 1 } bias_filler { value: 0 } frozen: true momentum: 0.95 }': {
        "frozen": True,
        "bn_mode": "LEARN",
    },
    'type: "Convolution" convolution_param { num_output: 4 kernel_size: 3 hole: 2 }': {"hole": 2, "dilation": ()},
    'type: "ConvolutionDepthwise" convolution_param { num_output: 4 kernel_size: 3 }': {"num_output": 4},
    'type: "DepthwiseConvolution" convolution_param { num_output: 4 kernel_size: 3 group: 4 }': {"group": 4},
    'type: "Interp" interp_param { zoom_factor: 1 pad_end: -1 }': {"zoom_factor": 1, "pad_beg": 0, "pad_end": -1},
    'type: "Normalize" norm_param { across_spatial: false scale_filler { value: 20 } channel_shared: false }': {
        "across_spatial": False,
        "channel_shared": False,
        "eps": pytest.approx(1e-10),
    },
    'type: "Permute" permute_param { order: 0 order: 2 order: 3 order: 1 }': {"order": (0, 2, 3, 1)},
    'type: "ReLU6"': {"negative_slope": 0.0},
    'type: "ShuffleChannel" shuffle_channel_param { group: 3 }': {"group": 3},
    'type: "Upsample" upsample_param { scale: 2 pad_out_h: true }': {
        "scale": 2,
        "pad_out_h": True,
        "pad_out_w": False,
    },
}


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_is_read_with_the_forks_names_and_defaults_and_written_back(tmp_path, record):
    path, again = tmp_path / "net.prototxt", tmp_path / "again.prototxt"
    path.write_text(f'input: "data" layer {{ name: "it" bottom: "data" top: "it" {record} }}')
    net = caffe.load(path)
    params = net.layers[0].params
    assert {name: params[name] for name in RECORDS[record]} == RECORDS[record]
    caffe.save(net, again)
    assert caffe.load(again).layers[0].params == params


def test_what_a_layer_asks_to_be_set_has_no_default(tmp_path):
    path = tmp_path / "net.prototxt"
    path.write_text('input: "data" layer { name: "a" type: "Interp" } layer { name: "b" type: "Upsample" }')
    interp, upsample = caffe.load(path).layers
    assert interp.params == {"pad_beg": 0, "pad_end": 0}
    assert upsample.params == {"pad_out_h": False, "pad_out_w": False}


def test_our_own_numbers_are_nobody_elses():
    fields = LayerParameter.DESCRIPTOR.fields_by_name
    theirs = {number for uses in FORK_NUMBERS.values() for _, number in uses}
    caffes = {field.number for field in fields.values()} - {fields[name].number for name in FORK_FIELDS.values()}
    assert not {fields[name].number for name in FORK_FIELDS.values()} & (theirs | caffes)
    # Why the type has to decide.
    assert {137, 143} <= theirs & caffes


def test_the_tables_are_frozen():
    with pytest.raises(TypeError):
        FORK_NUMBERS["Permute"] = ()
    with pytest.raises(TypeError):
        FORK_FIELDS["Permute"] = "other"
