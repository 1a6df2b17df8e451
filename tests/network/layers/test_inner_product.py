import numpy as np
import pytest

from dreamstream.errors import ModelError


@pytest.fixture
def data(rng):
    return rng.standard_normal((1, 2, 3, 4)).astype(np.float32)


def test_the_vector_is_in_channel_row_column_order(one_layer, rng, data):
    weights = rng.standard_normal((5, 24)).astype(np.float32)
    bias = rng.standard_normal(5).astype(np.float32)
    expected = weights @ data.ravel() + bias
    for blob, params in (
        (weights, {}),
        (weights.reshape(1, 1, 5, 24), {}),
        (weights.T.copy(), {"transpose": True}),
    ):
        network = one_layer("InnerProduct", {"num_output": 5, **params}, (blob, bias))
        assert np.allclose(network.forward(data, "it"), expected, atol=1e-5)


def test_axes_before_its_own_stay(one_layer, rng, data):
    weights = rng.standard_normal((5, 12)).astype(np.float32)
    for axis in (2, -2):
        network = one_layer("InnerProduct", {"num_output": 5, "axis": axis, "bias_term": False}, (weights,))
        assert np.allclose(network.forward(data, "it"), data.reshape(1, 2, 12) @ weights.T, atol=1e-5)


def test_a_picture_of_another_size_is_refused(one_layer, data):
    network = one_layer("InnerProduct", {"num_output": 1, "bias_term": False}, (np.ones((1, 25), np.float32),))
    with pytest.raises(ModelError, match=r"takes 25 values, its bottom 'data' of shape \(1, 2, 3, 4\) has 24: fully"):
        network.forward(data, "it")
