"""Pooling against Caffe's rule written out: every window by itself."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dreamstream.errors import ModelError, UnsupportedLayerError


def windows(length, kernel, stride, pad, ceil):
    """Yield start and end of each window along one side, not clipped to the picture."""
    count = (math.ceil if ceil else math.floor)((length + 2 * pad - kernel) / stride) + 1
    # Without any padding Caffe would keep this one too, though it has no value at all.
    if (count - 1) * stride >= length + pad:
        count -= 1
    for start in range(-pad, -pad + count * stride, stride):
        yield start, min(start + kernel, length + pad)


def reference(x, method, kernel, stride, pad, ceil):
    """Return Caffe's pooling of (C, H, W), and its gradient for a top_diff of ones."""
    size = x.shape[1:]
    rows, columns = (list(windows(size[axis], kernel[axis], stride[axis], pad[axis], ceil)) for axis in (0, 1))
    top, gradient = np.zeros((len(x), len(rows), len(columns))), np.zeros(x.shape)
    for index in np.ndindex(top.shape):
        channel, (top_row, bottom_row), (left, right) = index[0], rows[index[1]], columns[index[2]]
        inside = np.s_[channel, max(0, top_row) : min(bottom_row, size[0]), max(0, left) : min(right, size[1])]
        if method == "AVE":
            area = (bottom_row - top_row) * (right - left)
            top[index] = x[inside].sum() / area
            gradient[inside] += 1 / area
        else:
            top[index] = x[inside].max()
            first = np.unravel_index(x[inside].argmax(), x[inside].shape)
            gradient[inside][first] += 1
    return top, gradient


sides = st.tuples(st.integers(1, 9), st.integers(1, 9))


@st.composite
def poolings(draw):
    kernel, stride = draw(st.tuples(st.integers(1, 5), st.integers(1, 5))), draw(st.tuples(*[st.integers(1, 4)] * 2))
    pad = tuple(draw(st.integers(0, side - 1)) for side in kernel)
    return kernel, stride, pad


@given(
    size=sides,
    pooling=poolings(),
    method=st.sampled_from(["MAX", "AVE"]),
    round_mode=st.sampled_from(["CEIL", "FLOOR"]),
    seed=st.integers(0, 99),
)
def test_values_and_gradients_follow_caffes_rule(one_layer, size, pooling, method, round_mode, seed):
    kernel, stride, pad = pooling
    # Few different values, so that ties are common.
    data = np.random.default_rng(seed).integers(-3, 4, (1, 2, *size)).astype(np.float32)
    params = {
        "pool": method,
        "round_mode": round_mode,
        **{f"{name}_h": value[0] for name, value in (("kernel", kernel), ("stride", stride), ("pad", pad))},
        **{f"{name}_w": value[1] for name, value in (("kernel", kernel), ("stride", stride), ("pad", pad))},
    }
    network = one_layer("Pooling", params)
    ceil = round_mode == "CEIL"
    if any(n + 2 * p - k <= (-s if ceil else -1) for n, k, s, p in zip(size, kernel, stride, pad, strict=True)):
        with pytest.raises(ModelError, match="the picture is too small"):
            network.forward(data, "it")
        return
    expected, expected_gradient = reference(data[0], method, kernel, stride, pad, ceil)
    assert np.allclose(network.forward(data, "it")[0], expected, atol=1e-5)
    _, gradient = network.gradient(data, "it", np.ones((1, *expected.shape), np.float32))
    assert np.allclose(gradient[0], expected_gradient, atol=1e-5)


def test_global_pooling_takes_any_picture(one_layer, rng):
    network = one_layer("Pooling", {"pool": "AVE", "global_pooling": True})
    for size in ((1, 1), (5, 8)):
        data = rng.standard_normal((1, 3, *size)).astype(np.float32)
        assert np.allclose(network.forward(data, "it"), data.mean((2, 3), keepdims=True), atol=1e-6)


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ({"pool": "STOCHASTIC", "kernel_size": 2}, UnsupportedLayerError, "STOCHASTIC pooling is not supported"),
        ({"pool": "MAX"}, ModelError, "kernel_size has to be at least 1"),
        ({"kernel_size": 2, "pad": 2}, ModelError, "a window that fits into the padding has nothing to pool"),
    ],
)
def test_what_has_no_meaning_is_refused(one_layer, params, error, message):
    with pytest.raises(error, match=rf"layer 'it' \(Pooling, line 7\): .*{message}"):
        one_layer("Pooling", params).forward(np.zeros((1, 1, 4, 4), np.float32), "it")


@given(size=sides, pooling=poolings(), seed=st.integers(0, 99))
def test_the_mask_says_where_each_maximum_is_the_first_of_equal_ones(one_layer, size, pooling, seed):
    kernel, stride, pad = pooling
    assume(all(n + 2 * p - k > -s for n, k, s, p in zip(size, kernel, stride, pad, strict=True)))
    data = np.random.default_rng(seed).integers(-3, 4, (1, 2, *size)).astype(np.float32)
    pairs = {"kernel": kernel, "stride": stride, "pad": pad}
    params = {f"{name}_{side}": value[at] for name, value in pairs.items() for at, side in enumerate("hw")}
    network = one_layer("Pooling", params, tops=("it", "mask"))
    mask = network.forward(data, "mask")
    rows, columns = (list(windows(size[at], kernel[at], stride[at], pad[at], True)) for at in (0, 1))
    for channel, row, column in np.ndindex(mask.shape[1:]):
        (top, bottom), (left, right) = rows[row], columns[column]
        inside = data[0, channel, max(0, top) : bottom, max(0, left) : right]
        first_row, first_column = np.unravel_index(inside.argmax(), inside.shape)
        place = (max(0, top) + first_row) * size[1] + max(0, left) + first_column
        assert mask[0, channel, row, column] == place
    assert np.array_equal(network.forward(data, "it"), one_layer("Pooling", params).forward(data, "it"))


def test_global_pooling_has_a_mask_too(one_layer, rng):
    data = rng.standard_normal((1, 3, 4, 5)).astype(np.float32)
    network = one_layer("Pooling", {"global_pooling": True}, tops=("it", "mask"))
    assert np.array_equal(network.forward(data, "mask").ravel(), data.reshape(3, 20).argmax(1))


def test_a_mask_costs_its_pooling_no_gradient_but_has_none(one_layer, rng):
    data = rng.standard_normal((1, 3, 4, 5)).astype(np.float32)
    params = {"kernel_size": 3, "stride": 2}
    network = one_layer("Pooling", params, tops=("it", "mask"))
    activation, gradient = network.gradient(data, "it")
    plain = one_layer("Pooling", params).gradient(data, "it")
    assert np.array_equal(activation, plain[0])
    assert np.array_equal(gradient, plain[1])
    with pytest.raises(UnsupportedLayerError, match=r"^the mask of layer 'it' \(Pooling, line 7\) has no gradient"):
        network.gradient(data, "mask")


def test_an_average_has_no_mask(one_layer):
    network = one_layer("Pooling", {"pool": "AVE", "kernel_size": 2}, tops=("it", "mask"))
    with pytest.raises(UnsupportedLayerError, match="computes it for one bottom and one top, not 1 and 2"):
        network.forward(np.zeros((1, 1, 4, 4), np.float32), "it")
