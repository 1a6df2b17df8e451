import numpy as np
import pytest

from dreamstream.errors import ModelError

VALUES = np.array([-2, 0, 0.5, 3], np.float32).reshape(1, 1, 2, 2)
ONES = np.ones_like(VALUES)


@pytest.fixture
def both(one_layer):
    """Return a layer's values for VALUES and its gradients for a diff of ones, as lists."""

    def compute(layer_type, **params):
        arrays = one_layer(layer_type, params).gradient(VALUES, "it", ONES)
        return tuple(array.ravel().tolist() for array in arrays)

    return compute


def test_the_gradient_of_a_modulus_at_zero_is_zero(both):
    assert both("AbsVal") == ([2, 0, 0.5, 3], [-1, 0, 1, 1])


def test_power(both):
    assert both("Power", power=2.0, scale=2.0, shift=1.0) == ([9, 1, 4, 49], [-12, 4, 8, 28])
    assert both("Power", power=1.0, scale=-2.0, shift=1.0) == ([5, 1, 0, -5], [-2] * 4)


@pytest.mark.parametrize(
    ("params", "constant"),
    [
        ({"power": 0.0}, 1),
        ({"power": 0.0, "shift": -3.0}, 1),
        ({"power": 2.0, "scale": 0.0, "shift": -3.0}, 9),
        ({"power": 0.5, "scale": 0.0}, 0),
    ],
)
def test_a_power_or_scale_of_zero_is_a_constant_with_a_gradient_of_zero(both, params, constant):
    assert both("Power", **params) == ([constant] * 4, [0] * 4)


def test_a_base_of_minus_one_is_e(both):
    for params in ({}, {"base": -1.0}):
        activation, gradient = both("Exp", scale=2.0, shift=0.5, **params)
        assert np.allclose(activation, np.exp(2 * VALUES.ravel() + 0.5))
        assert np.allclose(gradient, 2 * np.exp(2 * VALUES.ravel() + 0.5))
        activation, gradient = both("Log", scale=2.0, shift=5.0, **params)
        assert np.allclose(activation, np.log(2 * VALUES.ravel() + 5))
        assert np.allclose(gradient, 2 / (2 * VALUES.ravel() + 5))


def test_exp_and_log_to_a_base(both):
    assert np.allclose(both("Exp", base=2.0, shift=1.0)[0], [0.5, 2, 2**1.5, 16])
    assert np.allclose(both("Log", base=2.0, shift=4.0)[0], np.log2(VALUES.ravel() + 4))


def test_the_gradient_of_a_clip_is_one_on_its_bounds(both):
    assert both("Clip", min=0.0, max=3.0) == ([0, 0, 0.5, 3], [0, 1, 1, 1])


def test_a_threshold_is_not_above_itself(one_layer):
    for params, expected in (({}, [0, 0, 1, 1]), ({"threshold": 0.5}, [0, 0, 0, 1])):
        network = one_layer("Threshold", params)
        assert network.forward(VALUES, "it").ravel().tolist() == expected


@pytest.mark.parametrize(
    ("layer_type", "params", "message"),
    [
        ("Clip", {"min": 1.0, "max": 0.0}, "min 1 is above max 0"),
        ("Exp", {"base": -2.0}, "the base has to be above 0, or -1 for e, not -2"),
        ("Log", {"base": 0.0}, "the base has to be above 0, or -1 for e, not 0"),
        ("Log", {"base": 1.0}, "there is no logarithm to base 1"),
        ("Power", {"power": -1.0, "scale": 0.0}, "0 to the power of -1 has no value"),
    ],
)
def test_what_has_no_value_is_refused(one_layer, layer_type, params, message):
    with pytest.raises(ModelError, match=rf"layer 'it' \({layer_type}, line 7\): {message}"):
        one_layer(layer_type, params).forward(VALUES, "it")
