"""Shapes found without computing are those of what is computed."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError
from dreamstream.network import Network
from dreamstream.network.device import SHAPES_ONLY
from dreamstream.network.layers import build
from dreamstream.network.shapes import top_shapes, trace, with_weights_for

PLAIN = ("concat_slice", "dropout", "eltwise_sum", "elu", "inner_product", "lrn_across", "power", "relu", "sigmoid")


@pytest.mark.parametrize("case", [*PLAIN, "softmax", "tanh", "pool_max_pad", "flatten_reshape", "residual_inplace"])
def test_every_top_is_as_large_as_what_is_computed(golden, case):
    net = golden(f"layers/{case}")
    network = Network(net.spec, device="cpu", precision="float32")
    for traced in trace(net.spec, net["data"].shape):
        for name, shape in zip(traced.layer.tops, traced.tops, strict=True):
            assert network.forward(net["data"], name).shape == shape


sides = st.tuples(st.integers(1, 4), st.integers(1, 4))


@given(
    layer_type=st.sampled_from(["Convolution", "Pooling"]),
    size=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    window=st.tuples(sides, sides, st.tuples(st.integers(0, 3), st.integers(0, 3)), sides),
    options=st.fixed_dictionaries(
        {"pool": st.sampled_from(["MAX", "AVE"]), "round_mode": st.sampled_from(["CEIL", "FLOOR"])}
    ),
    channels=st.sampled_from([2, 4]),
)
def test_rules_for_windows_are_what_the_operations_do(layer_type, size, window, options, channels):
    names = ("kernel", "stride", "pad", "dilation")
    params = {
        f"{name}_{side}": value[at] for name, value in zip(names, window, strict=True) for at, side in enumerate("hw")
    }
    params = {**params, "dilation": window[3], "group": 2, "bias_term": False, **options}
    weights = (np.ones((6, 2, *window[0]), np.float32),) if layer_type == "Convolution" else ()
    layer, bottom = LayerSpec("it", layer_type, ("data",), ("it",), params, weights), (1, channels, *size)
    try:
        (top,) = build(layer, SHAPES_ONLY)([torch.empty(bottom, device="meta")])
    except ModelError as error:
        with pytest.raises(type(error), match=re.escape(str(error))):
            top_shapes(layer, [bottom])
    else:
        assert top_shapes(layer, [bottom]) == (tuple(top.shape),)


def test_a_layer_sees_its_blobs_as_they_are_when_it_runs():
    layers = (
        LayerSpec("flat", "Flatten", ("data",), ("data",)),
        LayerSpec("mystery", "Mystery", ("data",), ("data",)),
        LayerSpec("after", "ReLU", ("data",), ("after",)),
    )
    traced = trace(NetworkSpec("net", {"data": ()}, layers), (1, 3, 2, 4))
    shapes = [(each.bottoms, each.tops) for each in traced]
    assert shapes == [(((1, 3, 2, 4),), ((1, 24),)), (((1, 24),), None), (None, None)]


@pytest.mark.parametrize("axis", [0, 2, -1])
def test_blobs_that_do_not_fit_together_have_no_shape(axis):
    layers = (
        LayerSpec("pool", "Pooling", ("data",), ("pool",), {"kernel_size": 2, "stride": 2}),
        LayerSpec("sum", "Eltwise", ("data", "pool"), ("sum",)),
        LayerSpec("join", "Concat", ("data", "pool"), ("join",), {"axis": axis}),
    )
    traced = trace(NetworkSpec("net", {"data": ()}, layers), (1, 3, 4, 4))
    assert [each.tops for each in traced] == [((1, 3, 2, 2),), None, None]


def test_weights_for_a_size_tie_fully_connected_layers_to_it():
    layer = LayerSpec("fc", "InnerProduct", ("data",), ("fc",), {"num_output": 5})
    spec = NetworkSpec("net", {"data": ()}, (layer,))
    assert trace(spec, (1, 3, 9, 9))[0].tops == ((1, 5),)
    tied = with_weights_for(spec, (1, 3, 2, 2))
    assert [blob.shape for blob in tied.layers[0].weights] == [(5, 12), (5,)]
    assert trace(tied, (1, 3, 2, 2))[0].tops == ((1, 5),)
    assert trace(tied, (1, 3, 9, 9))[0].tops is None
