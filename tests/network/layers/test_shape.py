import numpy as np
import pytest

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError
from dreamstream.network import Network

SHAPE = (1, 4, 6, 5)


@pytest.fixture
def data(rng):
    return rng.standard_normal(SHAPE).astype(np.float32)


@pytest.mark.parametrize(
    ("params", "shape"),
    [
        ({}, (1, 120)),
        ({"axis": 2}, (1, 4, 30)),
        ({"axis": -3, "end_axis": -2}, (1, 24, 5)),
        ({"axis": 1, "end_axis": 1}, SHAPE),
        ({"axis": 0}, (120,)),
    ],
)
def test_flatten_keeps_channel_row_column_order(one_layer, data, params, shape):
    assert np.array_equal(one_layer("Flatten", params).forward(data, "it"), data.reshape(shape))


def reshape(*sides, **params):
    return {"shape": {"dim": sides}, **params}


@pytest.mark.parametrize(
    ("params", "shape"),
    [
        (reshape(0, -1), (1, 120)),
        (reshape(0, 0, -1), (1, 4, 30)),
        (reshape(2, 0, -1), (2, 4, 15)),
        (reshape(-1, 2, axis=1, num_axes=1), (1, 2, 2, 6, 5)),
        (reshape(0, 30, axis=1), (1, 4, 30)),
        (reshape(1, axis=1, num_axes=0), (1, 1, 4, 6, 5)),
        (reshape(1, 1, axis=-1), (*SHAPE, 1, 1)),
        (reshape(3, 10, axis=-3, num_axes=2), (1, 4, 3, 10)),
        (reshape(-1), (120,)),
    ],
)
def test_a_zero_copies_and_minus_one_is_what_is_left(one_layer, data, params, shape):
    assert np.array_equal(one_layer("Reshape", params).forward(data, "it"), data.reshape(shape))


@pytest.mark.parametrize(
    "params",
    [
        {},
        reshape(7, -1),
        reshape(-1, -1),
        reshape(1, 4, 6, 6),
        reshape(-2, 60),
        reshape(1, 0, axis=3),
        reshape(1, axis=5),
        reshape(1, axis=2, num_axes=3),
        reshape(1, axis=-6),
    ],
)
def test_a_shape_that_does_not_hold_the_values_is_refused(one_layer, data, params):
    with pytest.raises(
        ModelError, match=r"'it' \(Reshape, line 7\) can't give a bottom of shape \(1, 4, 6, 5\) the shape"
    ):
        one_layer("Reshape", params).forward(data, "it")


@pytest.mark.parametrize(("params", "axis"), [({}, 1), ({"axis": 2}, 2), ({"axis": -1}, 3)])
def test_the_gradients_of_tiles_add(one_layer, data, rng, params, axis):
    network = one_layer("Tile", {"tiles": 3, **params})
    top_diff = rng.standard_normal(network.shape(SHAPE, "it")).astype(np.float32)
    activation, gradient = network.gradient(data, "it", top_diff)
    assert np.array_equal(activation, np.concatenate([data] * 3, axis))
    assert np.allclose(gradient, sum(np.split(top_diff, 3, axis)), atol=1e-6)


def crop(**params):
    """Crop a picture of SHAPE to its (1, 4, 3, 2) pooled self."""
    pool = LayerSpec(
        "pool", "Pooling", ("data",), ("pool",), {"kernel_h": 2, "kernel_w": 3, "stride_h": 2, "stride_w": 2}
    )
    it = LayerSpec("it", "Crop", ("data", "pool"), ("it",), params, line=7)
    return Network(NetworkSpec("net", {"data": ()}, (pool, it)), device="cpu", precision="float32")


@pytest.mark.parametrize(
    ("params", "top", "left"),
    [
        ({}, 0, 0),
        ({"offset": (1,)}, 1, 1),
        ({"offset": (3, 2)}, 3, 2),
        ({"axis": -2, "offset": (3, 2)}, 3, 2),
        ({"axis": 1, "offset": (0, 3, 2)}, 3, 2),
        ({"axis": 1}, 0, 0),
    ],
)
def test_crop_cuts_at_its_offsets_and_the_rest_has_no_gradient(data, rng, params, top, left):
    top_diff = rng.standard_normal((1, 4, 3, 2)).astype(np.float32)
    activation, gradient = crop(**params).gradient(data, "it", top_diff)
    inside = np.s_[:, :, top : top + 3, left : left + 2]
    assert np.array_equal(activation, data[inside])
    expected = np.zeros_like(data)
    expected[inside] = top_diff
    assert np.array_equal(gradient, expected)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"offset": (4,)}, r" can't cut 3 values at 4 out of the 6 of axis 2"),
        ({"offset": (0, 4)}, r" can't cut 2 values at 4 out of the 5 of axis 3"),
        (
            {"offset": (0, 0, 0)},
            r": offsets \(0, 0, 0\) from axis 2 on do not fit bottoms of the shapes \(1, 4, 6, 5\) and",
        ),
    ],
)
def test_a_crop_beyond_the_picture_is_refused(data, params, message):
    with pytest.raises(ModelError, match=rf"'it' \(Crop, line 7\){message}"):
        crop(**params).forward(data, "it")


@pytest.mark.parametrize(
    ("layer_type", "params", "message"),
    [
        ("Flatten", {"axis": 3, "end_axis": 1}, "axis 3 comes after end_axis 1"),
        ("Tile", {"tiles": 0}, "tiles has to be at least 1, not 0"),
        ("Permute", {"order": (0, 4)}, r"there is no axis 4 in a bottom of shape \(1, 4, 6, 5\)"),
        ("Permute", {"order": (0, 2, 2)}, r"its order \(0, 2, 2\) names an axis twice"),
        ("ShuffleChannel", {"group": 3}, "4 channels can't be split into 3 groups"),
        ("ShuffleChannel", {"group": 0}, "group has to be at least 1, not 0"),
    ],
)
def test_what_has_no_shape_is_refused(one_layer, data, layer_type, params, message):
    with pytest.raises(ModelError, match=rf"'it' \({layer_type}, line 7\): {message}"):
        one_layer(layer_type, params).forward(data, "it")


@pytest.mark.parametrize(
    ("order", "axes"),
    [((0, 2, 3, 1), (0, 2, 3, 1)), ((3,), (3, 0, 1, 2)), ((2, 0), (2, 0, 1, 3)), ((), (0, 1, 2, 3))],
)
def test_permute_puts_the_axes_that_it_leaves_out_after_the_others(one_layer, data, rng, order, axes):
    network = one_layer("Permute", {"order": order})
    expected = data.transpose(axes)
    top_diff = rng.standard_normal(expected.shape).astype(np.float32)
    activation, gradient = network.gradient(data, "it", top_diff)
    assert np.array_equal(activation, expected)
    assert np.array_equal(gradient, top_diff.transpose(np.argsort(axes)))


@pytest.mark.parametrize("shape", [(1, 6, 2, 3), (2, 6)])
@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_shuffled_channels_come_from_each_group_in_turn(one_layer, rng, shape, groups):
    data, top_diff = rng.standard_normal((2, *shape)).astype(np.float32)
    activation, gradient = one_layer("ShuffleChannel", {"group": groups}).gradient(data, "it", top_diff)
    channels = [group * (6 // groups) + index for index in range(6 // groups) for group in range(groups)]
    assert np.array_equal(activation, data[:, channels])
    assert np.array_equal(gradient[:, channels], top_diff)
