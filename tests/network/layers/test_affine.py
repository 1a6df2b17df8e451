import numpy as np
import pytest

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError, WeightsError
from dreamstream.network import Network

SHAPE = (1, 3, 4, 5)


@pytest.fixture
def data(rng):
    return rng.standard_normal(SHAPE).astype(np.float32)


@pytest.mark.parametrize(
    ("params", "blob", "spread"),
    [
        ({}, (3,), (1, 3, 1, 1)),
        ({}, (1, 1, 1, 3), (1, 3, 1, 1)),
        ({"axis": 2, "num_axes": 2}, (4, 5), (1, 1, 4, 5)),
        ({"axis": 1, "num_axes": -1}, (3, 4, 5), SHAPE),
        ({"axis": -1}, (5,), (1, 1, 1, 5)),
        ({"axis": 0}, (1,), (1, 1, 1, 1)),
        ({"num_axes": 0}, (), (1, 1, 1, 1)),
    ],
)
def test_factors_and_offsets_run_along_their_axes(one_layer, rng, data, params, blob, spread):
    factors, offsets = (rng.standard_normal(blob).astype(np.float32).reshape(blob) for _ in range(2))
    scaled = one_layer("Scale", {"bias_term": True, **params}, (factors, offsets))
    expected = data * factors.reshape(spread) + offsets.reshape(spread)
    assert np.allclose(scaled.forward(data, "it"), expected, atol=1e-6)
    assert np.allclose(one_layer("Bias", params, (offsets,)).forward(data, "it"), data + offsets.reshape(spread))


def two_bottoms(layer_type, params=None, weights=()):
    """Apply a layer to the data and to its mean over the picture, (1, 3)."""
    pool = LayerSpec("pool", "Pooling", ("data",), ("pool",), {"pool": "AVE", "global_pooling": True})
    flat = LayerSpec("flat", "Flatten", ("pool",), ("flat",))
    it = LayerSpec("it", layer_type, ("data", "flat"), ("it",), params or {"axis": 0}, weights, line=7)
    return Network(NetworkSpec("net", {"data": ()}, (pool, flat, it)), device="cpu", precision="float32")


def test_the_second_bottom_scales_the_first_and_takes_part_in_the_gradient(data, rng):
    top_diff, offset = rng.standard_normal((2, *SHAPE)).astype(np.float32)
    mean = data.mean((2, 3), keepdims=True)
    activation, gradient = two_bottoms("Scale").gradient(data, "it", top_diff)
    assert np.allclose(activation, data * mean, atol=1e-6)
    through_mean = (top_diff * data).mean((2, 3), keepdims=True)
    assert np.allclose(gradient, top_diff * mean + through_mean, atol=1e-6)

    activation, gradient = two_bottoms("Bias").gradient(data, "it", top_diff)
    assert np.allclose(activation, data + mean, atol=1e-6)
    assert np.allclose(gradient, top_diff + top_diff.mean((2, 3), keepdims=True), atol=1e-6)

    offset = offset[:, :, 0, 0]
    biased = two_bottoms("Scale", {"axis": 0, "bias_term": True}, (offset,)).forward(data, "it")
    assert np.allclose(biased, data * mean + offset[:, :, None, None], atol=1e-6)


def test_factors_that_do_not_fit_are_refused(one_layer, data):
    with pytest.raises(WeightsError, match=r"'it' \(Scale, line 7\) needs 3 factors or offsets, not 4"):
        one_layer("Scale", {}, (np.ones(4, np.float32),)).forward(data, "it")
    with pytest.raises(ModelError, match=r"a bottom of shape \(1, 3, 4, 5\) has no 3 axes from axis 2 on"):
        one_layer("Bias", {"axis": 2, "num_axes": 3}, (np.ones(4, np.float32),)).forward(data, "it")
    with pytest.raises(ModelError, match=r"a second bottom of shape \(1, 3\) does not fit axis 1 of \(1, 3, 4, 5\)"):
        two_bottoms("Scale", {"axis": 1}).forward(data, "it")
