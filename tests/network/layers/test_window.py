"""Kernel, stride, pad and dilation in every spelling that Caffe has, read through our own reader."""

import pytest

from dreamstream import caffe
from dreamstream.errors import ModelError
from dreamstream.network.layers.window import pair


@pytest.fixture
def layer(tmp_path):
    def read(kind, text):
        path = tmp_path / "net.prototxt"
        path.write_text(
            'input: "data" input_dim: 1 input_dim: 3 input_dim: 9 input_dim: 9\n'
            f'layer {{ name: "it" type: "{kind.capitalize()}" bottom: "data" top: "it" {kind}_param {{ {text} }} }}'
        )
        return caffe.load(path).layers[0]

    return read


@pytest.mark.parametrize("kind", ["convolution", "pooling"])
@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("pad: 2", "pad", (2, 2)),
        ("pad_h: 2 pad_w: 1", "pad", (2, 1)),
        ("pad_w: 1", "pad", (0, 1)),
        ("", "pad", (0, 0)),
        ("stride: 2", "stride", (2, 2)),
        ("stride_h: 2 stride_w: 3", "stride", (2, 3)),
        ("stride_h: 2", "stride", (2, 1)),
        ("", "stride", (1, 1)),
        ("kernel_size: 5", "kernel_size", (5, 5)),
        ("kernel_h: 1 kernel_w: 7", "kernel_size", (1, 7)),
    ],
)
def test_both_kinds_of_records(layer, kind, text, name, expected):
    assert pair(layer(kind, text), name, 0 if name == "pad" else 1) == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("pad: 2 pad: 1", "pad", (2, 1)),
        ("dilation: 2", "dilation", (2, 2)),
        ("dilation: 2 dilation: 3", "dilation", (2, 3)),
        ("", "dilation", (1, 1)),
    ],
)
def test_convolutions_repeat_their_fields(layer, text, name, expected):
    assert pair(layer("convolution", text), name, 0 if name == "pad" else 1) == expected


@pytest.mark.parametrize(
    ("text", "name"), [("", "kernel_size"), ("stride: 0", "stride"), ("kernel_h: 3", "kernel_size")]
)
def test_a_window_of_no_size_is_refused(layer, text, name):
    with pytest.raises(ModelError, match=rf"layer 'it' \(Pooling, line 2\): {name} has to be at least 1"):
        pair(layer("pooling", text), name, 0)
