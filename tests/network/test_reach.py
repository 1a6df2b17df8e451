"""Receptive fields, against what really has a gradient."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.network import Network
from dreamstream.network.layers import REGISTRY
from dreamstream.network.reach import PIXEL, WHOLE_PICTURE, Reach, reach_of

HERE = Reach((Fraction(7), Fraction(9)), (Fraction(2), Fraction(4)))
EDGE = 96
"""Side of a picture whose middle is far from its edges for every network here."""


def layer(layer_type, index=0, bottoms=("data",), **params):
    return LayerSpec(f"layer{index}", layer_type, bottoms, (f"blob{index}",), params)


def convolution(index, kernel, stride, pad, dilation=(1, 1), layer_type="Convolution"):
    params = {"num_output": 1, "bias_term": False, "kernel_size": kernel, "stride": stride}
    weights = (np.ones((1, 1, *kernel), np.float32),)
    bottom = f"blob{index - 1}" if index else "data"
    params |= {"pad": pad, "dilation": dilation}
    return LayerSpec(f"layer{index}", layer_type, (bottom,), (f"blob{index}",), params, weights)


def pooling(index, kernel, stride, pad):
    sides = {"kernel": kernel, "stride": stride, "pad": tuple(min(p, k - 1) for p, k in zip(pad, kernel, strict=True))}
    params = {f"{name}_{axis}": value for name, pair in sides.items() for axis, value in zip("hw", pair, strict=True)}
    bottom = f"blob{index - 1}" if index else "data"
    return LayerSpec(f"layer{index}", "Pooling", (bottom,), (f"blob{index}",), {"pool": "AVE", **params})


def pairs(least, most):
    return st.tuples(st.integers(least, most), st.integers(least, most))


@st.composite
def chains(draw):
    layers = []
    for index in range(draw(st.integers(1, 3))):
        window = draw(pairs(1, 3)), draw(pairs(1, 2)), draw(pairs(0, 2))
        is_convolution = draw(st.booleans())
        layers.append(convolution(index, *window, draw(pairs(1, 2))) if is_convolution else pooling(index, *window))
    return layers


def reach_through(layers):
    reach = PIXEL
    for each in layers:
        reach = reach_of(each, [reach])
    return reach


def boxes(layers, count):
    """First row and column, and size, of what has a gradient, for units one after the other along the diagonal."""
    network = Network(NetworkSpec("net", {"data": ()}, tuple(layers)), device="cpu", precision="float32")
    data, end = np.ones((1, 1, EDGE, EDGE), np.float32), layers[-1].name
    _, _, *middle = (side // 2 for side in network.shape(data.shape, end))
    for step in range(count):
        diff = np.zeros(network.shape(data.shape, end), np.float32)
        diff[0, 0, middle[0] + step, middle[1] + step] = 1
        places = np.argwhere(network.gradient(data, end, diff)[1][0, 0])
        first, last = places.min(axis=0), places.max(axis=0)
        yield tuple(first), tuple(last - first + 1)


@given(layers=chains())
def test_a_unit_in_the_middle_has_a_gradient_in_just_its_receptive_field(layers):
    reach = reach_through(layers)
    (start, size), (following, _) = boxes(layers, 2)
    assert size == reach.size
    assert tuple(np.subtract(following, start)) == reach.stride


@pytest.mark.parametrize(("kernel", "stride"), [(4, 2), (2, 2), (3, 2), (5, 3), (3, 1)])
def test_after_a_deconvolution_units_move_by_less_and_reach_as_far_in_the_mean(kernel, stride):
    layers = [
        convolution(0, (3, 3), (2, 2), (0, 0)),
        convolution(1, (kernel, kernel), (stride, stride), (0, 0), layer_type="Deconvolution"),
        convolution(2, (3, 3), (1, 1), (0, 0)),
    ]
    reach = reach_through(layers)
    assert reach.stride == (Fraction(2, stride),) * 2
    period = [size for _, size in boxes(layers, stride)]
    assert [Fraction(sum(int(size[axis]) for size in period), stride) for axis in (0, 1)] == list(reach.size)
    starts = [start for start, _ in boxes(layers, stride + 1)]
    assert sum(int(after[0] - before[0]) for before, after in pairwise(starts)) == 2


@pytest.mark.parametrize(
    ("layer_type", "params", "expected"),
    [
        ("ReLU", {}, HERE),
        ("BatchNorm", {}, HERE),
        ("BatchNorm", {"use_global_stats": False}, WHOLE_PICTURE),
        ("LRN", {}, HERE),
        ("LRN", {"norm_region": "WITHIN_CHANNEL", "local_size": 3}, Reach((11, 17), (2, 4))),
        ("Softmax", {}, HERE),
        ("Softmax", {"axis": 2}, WHOLE_PICTURE),
        ("ArgMax", {"axis": -3}, HERE),
        ("ArgMax", {}, WHOLE_PICTURE),
        ("MVN", {}, WHOLE_PICTURE),
        ("InnerProduct", {"num_output": 2}, WHOLE_PICTURE),
        ("Pooling", {"global_pooling": True}, WHOLE_PICTURE),
        ("Pooling", {"kernel_h": 2, "kernel_w": 3, "stride": 2}, Reach((9, 17), (4, 8))),
        ("Mystery", {}, None),
        ("Convolution", {"kernel_size": (0,)}, None),
    ],
)
def test_what_a_layer_makes_of_a_reach(layer_type, params, expected):
    assert reach_of(layer(layer_type, **params), [HERE]) == expected


@pytest.mark.parametrize(
    ("layer_type", "second", "expected"),
    [
        ("Concat", Reach((9, 3), (2, 4)), Reach((9, 9), (2, 4))),
        ("Eltwise", WHOLE_PICTURE, WHOLE_PICTURE),
        ("Scale", WHOLE_PICTURE, WHOLE_PICTURE),
        ("Crop", WHOLE_PICTURE, HERE),
        ("Concat", None, None),
    ],
)
def test_of_several_bottoms_the_one_that_reaches_further_counts(layer_type, second, expected):
    assert reach_of(layer(layer_type, bottoms=("data", "other")), [HERE, second]) == expected


@pytest.mark.parametrize("layer_type", ["Convolution", "Pooling", "Deconvolution"])
def test_once_the_whole_picture_is_seen_it_stays_so(layer_type):
    assert reach_of(layer(layer_type, kernel_size=3, stride=2), [WHOLE_PICTURE]) == WHOLE_PICTURE


def test_every_type_but_two_that_is_computed_has_a_reach():
    usual = {"kernel_size": 2, "num_output": 1, "min": 0.0, "max": 1.0, "tiles": 1}
    assert [name for name in REGISTRY if reach_of(layer(name, **usual), [HERE]) is None] == ["Interp", "Permute"]


def test_an_upsampling_divides_the_stride():
    assert reach_of(layer("Upsample", scale=2), [HERE]).stride == tuple(step / 2 for step in HERE.stride)
    assert reach_of(layer("Upsample", upsample_h=9, upsample_w=9), [HERE]) is None


def test_a_hole_is_a_dilation():
    assert reach_of(layer("Convolution", kernel_size=3, hole=4), [HERE]) == reach_of(
        layer("Convolution", kernel_size=3, dilation=4), [HERE]
    )
