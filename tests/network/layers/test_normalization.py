"""LRN against its formula in float64, forward and by finite differences."""

import numpy as np
import pytest
import scipy.ndimage

from dreamstream.errors import ModelError

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


@pytest.mark.parametrize("params", [{"local_size": 4}, {"alpha": -1.0}])
def test_what_caffe_would_not_take_is_refused(one_layer, params):
    with pytest.raises(ModelError, match=r"layer 'it' \(LRN, line 7\): local_size has to be odd and alpha not below 0"):
        one_layer("LRN", params).forward(np.zeros((1, 3, 4, 4), np.float32), "it")
