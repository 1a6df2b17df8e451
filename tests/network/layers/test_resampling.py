"""Interp and Upsample against their definitions, written out value by value."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError
from dreamstream.network import Network


def weights(length, new_length):
    """Return (new_length, length): how much every old value counts in every new one."""
    matrix = np.zeros((new_length, length))
    for new in range(new_length):
        position = new * (length - 1) / (new_length - 1) if new_length > 1 else 0
        left = min(math.floor(position), length - 1)
        matrix[new, left] += 1 - (position - left)
        matrix[new, min(left + 1, length - 1)] += position - left
    return matrix


@given(
    size=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    new_size=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    pads=st.tuples(st.integers(0, 2), st.integers(0, 2)),
)
def test_interp_is_bilinear_between_aligned_corners_of_what_is_left(one_layer, size, new_size, pads):
    start, end = pads
    params = {"height": new_size[0], "width": new_size[1], "pad_beg": -start, "pad_end": -end}
    network = one_layer("Interp", params)
    rng = np.random.default_rng(0)
    data = rng.standard_normal((1, 2, *size)).astype(np.float32)
    inner = np.s_[..., start : size[0] - end, start : size[1] - end]
    if 0 in data[inner].shape:
        with pytest.raises(ModelError, match=r"'it' \(Interp, line 7\) needs a bottom of at least"):
            network.forward(data, "it")
        return
    rows, columns = (weights(old, new) for old, new in zip(data[inner].shape[2:], new_size, strict=True))
    top_diff = rng.standard_normal((1, 2, *new_size)).astype(np.float32)
    activation, gradient = network.gradient(data, "it", top_diff)
    assert np.allclose(activation, rows @ data[inner] @ columns.T, atol=1e-5)
    expected = np.zeros(data.shape)
    expected[inner] = rows.T @ top_diff @ columns
    assert np.allclose(gradient, expected, atol=1e-5)


@pytest.mark.parametrize(
    ("params", "size"),
    [
        ({"zoom_factor": 8}, (65, 41)),
        ({"shrink_factor": 2}, (5, 3)),
        ({"shrink_factor": 3}, (3, 2)),
        ({"shrink_factor": 2, "zoom_factor": 4}, (17, 9)),
        ({"height": 4, "width": 7}, (4, 7)),
        ({"height": 4, "width": 7, "shrink_factor": 2, "zoom_factor": 4}, (4, 7)),
        ({"height": 4, "width": 7, "zoom_factor": 2}, (17, 11)),
        ({"height": 4, "width": 7, "shrink_factor": 1}, (9, 6)),
        ({"height": 4, "zoom_factor": 1}, (9, 6)),
        ({"height": 0, "width": 0, "zoom_factor": 2}, (17, 11)),
        ({"zoom_factor": 2, "pad_beg": -1, "pad_end": -2}, (11, 5)),
    ],
)
def test_which_of_interps_parameters_give_the_size(one_layer, params, size):
    assert one_layer("Interp", params).shape((1, 3, 9, 6), "it") == (1, 3, *size)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, " needs a zoom_factor, a shrink_factor, or height and width, of at least 1"),
        ({"height": 5}, " needs a zoom_factor, a shrink_factor, or height and width, of at least 1"),
        ({"zoom_factor": 0}, " needs a zoom_factor, a shrink_factor, or height and width, of at least 1"),
        ({"height": 5, "width": 0}, " needs a zoom_factor, a shrink_factor, or height and width, of at least 1"),
        ({"zoom_factor": 2, "pad_beg": 1}, ": pad_beg and pad_end can't be above 0, not 1 and 0"),
    ],
)
def test_an_interp_without_a_size_is_refused(one_layer, params, message):
    with pytest.raises(ModelError, match=rf"^layer 'it' \(Interp, line 7\){message}$"):
        one_layer("Interp", params).forward(np.zeros((1, 1, 4, 4), np.float32), "it")


# 41 is the first factor whose rounded inverse times itself is below 1.
@pytest.mark.parametrize("scale", [1, 2, 3, 41])
def test_upsample_of_one_bottom_repeats_every_value(one_layer, rng, scale):
    data = rng.standard_normal((1, 2, 7, 5)).astype(np.float32)
    top_diff = rng.standard_normal((1, 2, 7 * scale, 5 * scale)).astype(np.float32)
    activation, gradient = one_layer("Upsample", {"scale": scale}).gradient(data, "it", top_diff)
    assert np.array_equal(activation, data.repeat(scale, 2).repeat(scale, 3))
    assert np.allclose(gradient, top_diff.reshape(1, 2, 7, scale, 5, scale).sum((3, 5)), atol=1e-4)


def test_upsample_of_one_bottom_without_a_scale_changes_nothing(one_layer, rng):
    data = rng.standard_normal((1, 2, 3, 4)).astype(np.float32)
    assert np.array_equal(one_layer("Upsample").forward(data, "it"), data)
    with pytest.raises(ModelError, match=r"'it' \(Upsample, line 7\): scale has to be at least 1, not 0"):
        one_layer("Upsample", {"scale": 0}).forward(data, "it")


def segnet(pooling, *, precision="float32", **upsample):
    """Pool with a mask, change the values, and put them back."""
    layers = (
        LayerSpec("pool", "Pooling", ("data",), ("pool", "mask"), pooling),
        LayerSpec("power", "Power", ("pool",), ("power",), {"power": 2.0, "shift": 1.0}),
        LayerSpec("it", "Upsample", ("power", "mask"), ("it",), upsample, line=7),
    )
    return Network(NetworkSpec("net", {"data": ()}, layers), device="cpu", precision=precision)


TWO = {"kernel_size": 2, "stride": 2}


def test_unpooled_values_stand_where_they_came_from(rng):
    data = rng.standard_normal((1, 3, 6, 8)).astype(np.float32)
    top_diff = rng.standard_normal(data.shape).astype(np.float32)
    activation, gradient = segnet(TWO).gradient(data, "it", top_diff)
    blocks = data.reshape(1, 3, 3, 2, 4, 2)
    largest = (blocks == blocks.max((3, 5), keepdims=True)).reshape(data.shape)
    assert np.allclose(activation, np.where(largest, (data + 1) ** 2, 0), atol=1e-6)
    assert np.allclose(gradient, np.where(largest, 2 * (data + 1) * top_diff, 0), atol=1e-5)


def test_of_several_values_for_one_place_the_last_stays_and_all_get_its_gradient(one_layer):
    # 'data' is its own mask: value v goes to place v.
    data = np.float32([[2, 5, 2, 0]]).reshape(1, 1, 2, 2)
    top_diff = np.arange(10, 16, dtype=np.float32).reshape(1, 1, 2, 3)
    layers = (
        LayerSpec("power", "Power", ("data",), ("power",), {"scale": 3.0, "shift": 1.0}),
        LayerSpec("swap", "Permute", ("power",), ("swap",), {"order": (0, 1, 3, 2)}),
        LayerSpec("it", "Upsample", ("swap", "data"), ("it",), {"upsample_h": 2, "upsample_w": 3}),
    )
    network = Network(NetworkSpec("net", {"data": ()}, layers), device="cpu", precision="float32")
    activation, gradient = network.gradient(data, "it", top_diff)
    # Values in scan order: 7 and 7 (the swapped 2 and 2), 16 (5), 1 (0); their places 2, 5, 2, 0.
    assert activation.ravel().tolist() == [1, 0, 16, 0, 0, 7]
    # Diffs of their places: 12, 15, 12, 10; swapped back and times 3.
    assert gradient.ravel().tolist() == [36, 36, 45, 30]


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_a_mask_is_exact_in_half_precision(precision):
    data = np.zeros((1, 1, 300, 300), np.float32)
    data[0, 0, 1::2, 1::2] = 1
    network = segnet(TWO, precision=precision)
    rows, columns = np.mgrid[1:300:2, 1:300:2]
    assert np.array_equal(network.forward(data, "mask")[0, 0], rows * 300 + columns)
    assert np.array_equal(network.forward(data, "it"), 4 * data)


@pytest.mark.parametrize(
    ("params", "size"),
    [
        ({}, (6, 8)),
        ({"scale": 3}, (9, 12)),
        ({"scale_h": 2, "scale_w": 4}, (6, 16)),
        ({"scale": 2, "pad_out_h": True}, (5, 8)),
        ({"pad_out_w": True}, (6, 7)),
        ({"upsample_h": 5, "upsample_w": 7}, (5, 7)),
        ({"scale": 2, "upsample_h": 5, "upsample_w": 7, "pad_out_h": True}, (5, 7)),
        ({"scale": 2, "upsample_h": 5}, (6, 8)),
    ],
)
def test_which_parameters_give_the_size_of_an_unpooled_picture(params, size):
    assert segnet(TWO, **params).shape((1, 1, 6, 8), "it") == (1, 1, *size)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"scale_h": 2}, " needs upsample_h and upsample_w, or scale, or scale_h and scale_w"),
        (
            {"scale": 2, "scale_h": 2, "scale_w": 2},
            " needs upsample_h and upsample_w, or scale, or scale_h and scale_w",
        ),
        ({"scale": 1}, ": its scale has to be at least 2, and 2 where pad_out is set"),
        ({"scale": 3, "pad_out_w": True}, ": its scale has to be at least 2, and 2 where pad_out is set"),
        ({"upsample_h": 1, "upsample_w": 5}, r": upsample_h and upsample_w have to be at least 2, not \(1, 5\)"),
        ({"upsample_h": 5, "upsample_w": 6}, ": its mask 'mask' names places outside its top of 6x5"),
    ],
)
def test_an_unpooling_without_a_size_or_beyond_it_is_refused(params, message):
    data = np.arange(48, dtype=np.float32).reshape(1, 1, 6, 8)
    with pytest.raises(ModelError, match=rf"^layer 'it' \(Upsample, line 7\){message}$"):
        segnet(TWO, **params).forward(data, "it")


def test_a_mask_of_another_shape_is_refused(rng):
    network = segnet({"kernel_size": 2, "stride": 2})
    layers = (*network.spec.layers[:2], LayerSpec("it", "Upsample", ("power", "data"), ("it",), line=7))
    wrong = Network(NetworkSpec("net", {"data": ()}, layers), device="cpu")
    with pytest.raises(
        ModelError, match=r"'it' \(Upsample, line 7\) needs bottoms of one shape, not \(1, 1, 2, 2\) and"
    ):
        wrong.forward(np.zeros((1, 1, 4, 4), np.float32), "it")
