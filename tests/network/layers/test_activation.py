import numpy as np
import pytest
import scipy.special

from dreamstream.errors import WeightsError

VALUES = np.array([-2, -0.0, 0, 3], np.float32).reshape(1, 1, 2, 2)
ONES = np.ones_like(VALUES)


@pytest.mark.parametrize("slope", [0.0, 0.25])
def test_the_gradient_of_relu_at_zero_is_the_slope(one_layer, slope):
    activation, gradient = one_layer("ReLU", {"negative_slope": slope}).gradient(VALUES, "it", ONES)
    assert activation.ravel().tolist() == [-2 * slope, 0, 0, 3]
    assert gradient.ravel().tolist() == [slope, slope, slope, 1]


def test_prelu_has_a_slope_for_each_channel_also_at_zero(one_layer):
    data = np.array([-2, 0, 3, -2, 0, 3], np.float32).reshape(1, 2, 1, 3)
    # Older caffemodels store a vector as a blob of four dimensions.
    for slopes in (np.float32([0.5, -1]), np.float32([0.5, -1]).reshape(1, 1, 1, 2)):
        activation, gradient = one_layer("PReLU", {}, (slopes,)).gradient(data, "it", np.ones_like(data))
        assert activation.ravel().tolist() == [-1, 0, 3, 2, 0, 3]
        assert gradient.ravel().tolist() == [0.5, 0.5, 1, -1, -1, 1]
    shared = one_layer("PReLU", {"channel_shared": True}, (np.full((), 0.5, np.float32),))
    assert shared.forward(data, "it").ravel().tolist() == [-1, 0, 3, -1, 0, 3]


@pytest.mark.parametrize(("shared", "needed"), [(False, 3), (True, 1)])
def test_prelu_needs_as_many_slopes_as_there_are_channels(one_layer, shared, needed):
    network = one_layer("PReLU", {"channel_shared": shared}, (np.ones(2, np.float32),))
    with pytest.raises(WeightsError, match=rf"'it' \(PReLU, line 7\) needs {needed} slopes, the caffemodel holds 2"):
        network.forward(np.zeros((1, 3, 2, 2), np.float32), "it")


def test_the_gradient_of_elu_at_zero_is_alpha(one_layer):
    activation, gradient = one_layer("ELU", {"alpha": 0.5}).gradient(VALUES, "it", ONES)
    assert np.allclose(activation.ravel(), [0.5 * np.expm1(-2), 0, 0, 3])
    assert np.allclose(gradient.ravel(), [0.5 * np.exp(-2), 0.5, 0.5, 1])


def test_bnll_does_not_overflow(one_layer):
    data = np.array([-200, 0, 200], np.float32).reshape(1, 1, 1, 3)
    activation, gradient = one_layer("BNLL").gradient(data, "it", np.ones_like(data))
    assert np.allclose(activation.ravel(), [0, np.log(2), 200])
    assert np.allclose(gradient.ravel(), [0, 0.5, 1])


@pytest.mark.parametrize(("params", "beta"), [({}, 1), ({"beta": -2.0}, -2)])
def test_swish(one_layer, params, beta):
    assert np.allclose(one_layer("Swish", params).forward(VALUES, "it"), VALUES * scipy.special.expit(beta * VALUES))


def test_sigmoid(one_layer):
    assert np.allclose(one_layer("Sigmoid").forward(VALUES, "it"), scipy.special.expit(VALUES))


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


@pytest.mark.parametrize("slope", [0.0, 0.25])
def test_relu6_ends_at_six_and_has_no_gradient_there(one_layer, slope):
    data = np.array([-2, 0, 3, 6, 7], np.float32).reshape(1, 1, 1, 5)
    activation, gradient = one_layer("ReLU6", {"negative_slope": slope}).gradient(data, "it", np.ones_like(data))
    assert activation.ravel().tolist() == [-2 * slope, 0, 3, 6, 6]
    assert gradient.ravel().tolist() == [slope, slope, 1, 0, 0]
