"""Arithmetic counted by hand."""

import pytest

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.network.flop import flop_of
from dreamstream.network.shapes import trace


def count(layer_type, shape=(1, 6, 4, 5), bottoms=("data",), tops=("it",), **params):
    layer = LayerSpec("it", layer_type, bottoms, tops, params)
    (traced,) = trace(NetworkSpec("net", {"data": ()}, (layer,)), shape)
    return flop_of(traced)


@pytest.mark.parametrize(
    ("layer_type", "params", "expected"),
    [
        # 8 x 2 x 5 values, each of 3 x 1 weights on 6 channels, or on 3 of them.
        ("Convolution", {"num_output": 8, "kernel_h": 3, "kernel_w": 1}, 2 * 80 * 3 * 6),
        ("Convolution", {"num_output": 8, "kernel_h": 3, "kernel_w": 1, "group": 2}, 2 * 80 * 3 * 3),
        # 6 x 4 x 5 values, each into a 3 x 3 window on 8 channels.
        ("Deconvolution", {"num_output": 8, "kernel_size": (3,), "stride": (2,)}, 2 * 120 * 9 * 8),
        ("InnerProduct", {"num_output": 7}, 2 * 120 * 7),
        ("InnerProduct", {"num_output": 7, "axis": 2, "transpose": True}, 6 * 2 * 20 * 7),
        # 6 x 2 x 2 windows of 2 x 3 values.
        ("Pooling", {"kernel_h": 2, "kernel_w": 3, "stride": 2}, 24 * 6),
        ("Pooling", {"global_pooling": True}, 120),
        ("LRN", {"local_size": 5}, 120 * 5),
        ("LRN", {"local_size": 3, "norm_region": "WITHIN_CHANNEL"}, 120 * 9),
        ("ReLU", {}, 120),
        ("Eltwise", {"bottoms": ("data", "data")}, 240),
        ("Concat", {"bottoms": ("data", "data")}, 0),
        ("Silence", {"tops": ()}, 0),
        ("Mystery", {}, None),
    ],
)
def test_what_a_layer_counts(layer_type, params, expected):
    assert count(layer_type, **params) == expected
