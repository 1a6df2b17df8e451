import numpy as np
import pytest
import scipy.special

VALUES = np.array([-2, -0.0, 0, 3], np.float32).reshape(1, 1, 2, 2)
ONES = np.ones_like(VALUES)


@pytest.mark.parametrize("slope", [0.0, 0.25])
def test_the_gradient_of_relu_at_zero_is_the_slope(one_layer, slope):
    activation, gradient = one_layer("ReLU", {"negative_slope": slope}).gradient(VALUES, "it", ONES)
    assert activation.ravel().tolist() == [-2 * slope, 0, 0, 3]
    assert gradient.ravel().tolist() == [slope, slope, slope, 1]


def test_tanh(one_layer):
    activation, gradient = one_layer("TanH").gradient(VALUES, "it", ONES)
    assert np.allclose(activation, np.tanh(VALUES), atol=1e-6)
    assert np.allclose(gradient, 1 - np.tanh(VALUES) ** 2, atol=1e-6)


def test_dropout_drops_nothing(one_layer):
    activation, gradient = one_layer("Dropout", {"dropout_ratio": 0.5}).gradient(VALUES, "it", ONES)
    assert np.array_equal(activation, VALUES)
    assert np.array_equal(gradient, ONES)


@pytest.mark.parametrize(("params", "axis"), [({}, 1), ({"axis": 2}, 2), ({"axis": -1}, 3)])
def test_softmax_is_over_its_axis(one_layer, rng, params, axis):
    data = rng.standard_normal((1, 3, 4, 5)).astype(np.float32)
    assert np.allclose(one_layer("Softmax", params).forward(data, "it"), scipy.special.softmax(data, axis), atol=1e-6)
