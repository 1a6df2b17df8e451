"""LRN and Normalize against their formulas in float64, LRN's gradient by finite differences."""

import numpy as np
import pytest
import scipy.ndimage

from dreamstream.errors import ModelError, WeightsError

SIZE, ALPHA, BETA, K = 5, 0.7, 0.75, 2.0


def across(x):
    squares = scipy.ndimage.uniform_filter1d(x**2, SIZE, axis=0, mode="constant") * SIZE
    return x * (K + ALPHA / SIZE * squares) ** -BETA


def within(x):
    means = scipy.ndimage.uniform_filter(x**2, (0, SIZE, SIZE), mode="constant")
    return x * (1 + ALPHA * means) ** -BETA


@pytest.mark.parametrize(("region", "formula"), [("ACROSS_CHANNELS", across), ("WITHIN_CHANNEL", within)])
def test_the_gradient_is_the_derivative(one_layer, rng, region, formula):
    x, top_diff = rng.normal(0, 2, (7, 4, 5)), rng.standard_normal((7, 4, 5))
    network = one_layer("LRN", {"local_size": SIZE, "alpha": ALPHA, "beta": BETA, "k": K, "norm_region": region})
    activation, gradient = network.gradient(x[None].astype(np.float32), "it", top_diff[None].astype(np.float32))
    assert np.allclose(activation[0], formula(x), rtol=1e-5, atol=1e-6)

    expected, h = np.zeros(x.shape), 1e-5
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = h
        expected[index] = ((formula(x + step) - formula(x - step)) * top_diff).sum() / (2 * h)
    assert np.allclose(gradient[0], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("channels", [95, 96, 112])
@pytest.mark.parametrize("size", [1, 5, 33, 35])
def test_many_channels_are_added_up_by_blocks_where_that_is_exact(one_layer, rng, channels, size):
    x = rng.normal(0, 2, (channels, 3, 4))
    network = one_layer("LRN", {"local_size": size, "alpha": ALPHA, "beta": 0.5, "k": K})
    squares = scipy.ndimage.uniform_filter1d(x**2, size, axis=0, mode="constant") * size
    expected = x * (K + ALPHA / size * squares) ** -0.5
    assert np.allclose(network.forward(x[None].astype(np.float32), "it")[0], expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16"])
def test_without_alpha_only_k_divides(one_layer, precision):
    network = one_layer("LRN", {"alpha": 0.0, "beta": 0.75, "k": 16.0}, precision=precision)
    assert np.allclose(network.forward(np.full((1, 3, 2, 2), 8, np.float32), "it"), 1, rtol=0.01)


@pytest.mark.parametrize("params", [{"local_size": 4}, {"alpha": -1.0}])
def test_what_caffe_would_not_take_is_refused(one_layer, params):
    with pytest.raises(ModelError, match=r"layer 'it' \(LRN, line 7\): local_size has to be odd and alpha not below 0"):
        one_layer("LRN", params).forward(np.zeros((1, 3, 4, 4), np.float32), "it")


@pytest.mark.parametrize("scales", [[20.0], [20.0, -3.0, 0.5]])
@pytest.mark.parametrize("across", [True, False])
@pytest.mark.parametrize("eps", [1e-10, 0.5])
def test_normalize_divides_by_the_length_of_the_item_or_of_each_place(one_layer, rng, scales, across, eps):
    x, top_diff = rng.normal(0, 3, (2, 1, 3, 4, 5)).astype(np.float32)
    params = {"across_spatial": across, "channel_shared": len(scales) == 1, "eps": eps}
    # SSD's own files hold a shared scale as a blob without dimensions.
    weights = np.float32(scales).reshape(() if len(scales) == 1 else (3,))
    activation, gradient = one_layer("Normalize", params, (weights,)).gradient(x, "it", top_diff)

    expected, expected_gradient = np.zeros(x.shape), np.zeros(x.shape)
    for row, column in np.ndindex(4, 5):
        place = np.s_[0, :, row, column]
        group = np.s_[0] if across else place
        length = np.sqrt((x[group].astype(np.float64) ** 2).sum() + eps)
        # The original's sum is without the scales, also where they differ between channels.
        along = (x[group] * top_diff[group]).sum() / length**2
        expected[place] = scales * x[place] / length
        expected_gradient[place] = scales * (top_diff[place] - along * x[place]) / length
    assert np.allclose(activation, expected, rtol=1e-5, atol=1e-6)
    assert np.allclose(gradient, expected_gradient, rtol=1e-4, atol=1e-5)


def test_normalize_holds_squares_beyond_half_precision(one_layer):
    data = np.full((1, 4, 1, 1), 2000, np.float32)
    network = one_layer("Normalize", {}, (np.float32([8]),), precision="float16")
    assert network.forward(data, "it").ravel().tolist() == [4, 4, 4, 4]


def test_nothing_at_all_stays_nothing(one_layer):
    data = np.zeros((1, 3, 2, 2), np.float32)
    activation, gradient = one_layer("Normalize", {}, (np.float32([20]),)).gradient(data, "it", data)
    assert not activation.any()
    assert not gradient.any()


@pytest.mark.parametrize(("shared", "needed"), [(False, 3), (True, 1)])
def test_normalize_needs_as_many_scales_as_it_has(one_layer, shared, needed):
    network = one_layer("Normalize", {"channel_shared": shared}, (np.ones(2, np.float32),))
    with pytest.raises(WeightsError, match=rf"'it' \(Normalize, line 7\) needs {needed} scales, .* holds 2"):
        network.forward(np.zeros((1, 3, 2, 2), np.float32), "it")
