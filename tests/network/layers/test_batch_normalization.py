import numpy as np
import pytest

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import WeightsError
from dreamstream.network import Network

SUMS, SQUARES = np.float32([2, -4]), np.float32([8, 18])


@pytest.fixture
def data(rng):
    return rng.normal(3, 2, (1, 2, 4, 5)).astype(np.float32)


@pytest.mark.parametrize(("count", "mean", "variance"), [(2, [1, -2], [4, 9]), (0, [0, 0], [0, 0])])
def test_the_third_blob_divides_the_sums_unless_it_is_zero(one_layer, data, count, mean, variance):
    network = one_layer("BatchNorm", {"eps": 0.5}, (SUMS, SQUARES, np.float32([count])))
    activation, gradient = network.gradient(data, "it", np.ones_like(data))
    deviation = np.sqrt(np.reshape(variance, (1, 2, 1, 1)) + 0.5)
    assert np.allclose(activation, (data - np.reshape(mean, (1, 2, 1, 1))) / deviation, atol=1e-5)
    assert np.allclose(gradient, np.broadcast_to(1 / deviation, data.shape), atol=1e-6)


def test_stored_statistics_are_not_used_where_the_file_says_so(one_layer, data, rng):
    top_diff = rng.standard_normal(data.shape).astype(np.float32)
    activation, gradient = one_layer("BatchNorm", {"use_global_stats": False}).gradient(data, "it", top_diff)
    own, expected = one_layer("MVN").gradient(data, "it", top_diff)
    assert np.allclose(activation, own, atol=1e-4)
    assert np.allclose(gradient, expected, atol=1e-4)


@pytest.mark.parametrize("count", [1, 2])
def test_fewer_than_three_blobs_are_refused(one_layer, data, count):
    network = one_layer("BatchNorm", {"use_global_stats": True}, (SUMS, SQUARES)[:count])
    with pytest.raises(WeightsError, match=rf"'it' \(BatchNorm, line 7\) needs 3 weight blobs, .* holds {count}"):
        network.forward(data, "it")


def test_statistics_of_other_channels_are_refused(one_layer):
    network = one_layer("BatchNorm", {}, (SUMS, SQUARES, np.float32([1])))
    with pytest.raises(WeightsError, match=r"its weights are for 2 channels, its bottom 'data' has 3"):
        network.forward(np.zeros((1, 3, 2, 2), np.float32), "it")


@pytest.mark.parametrize(("across", "axes"), [(False, (2, 3)), (True, (1, 2, 3))])
@pytest.mark.parametrize("eps", [1e-9, 0.5])
def test_eps_is_added_to_the_deviation_of_a_channel_or_of_all(one_layer, data, across, axes, eps):
    centred = data - data.mean(axes, keepdims=True)
    full = one_layer("MVN", {"across_channels": across, "eps": eps}).forward(data, "it")
    assert np.allclose(full, centred / (data.std(axes, keepdims=True) + eps), atol=1e-5)
    mean_only = one_layer("MVN", {"across_channels": across, "normalize_variance": False}).forward(data, "it")
    assert np.allclose(mean_only, centred, atol=1e-6)


def test_a_constant_channel_has_a_gradient(one_layer, rng):
    top_diff = rng.standard_normal((1, 2, 3, 3)).astype(np.float32)
    activation, gradient = one_layer("MVN", {"eps": 0.5}).gradient(np.full((1, 2, 3, 3), 7, np.float32), "it", top_diff)
    assert not activation.any()
    assert np.allclose(gradient, (top_diff - top_diff.mean((2, 3), keepdims=True)) / 0.5, atol=1e-6)


def test_an_end_in_a_chain_on_one_blob_is_the_blob_as_that_layer_leaves_it(data):
    norm = LayerSpec("norm", "BatchNorm", ("data",), ("blob",), {}, (SUMS, SQUARES, np.float32([2])))
    scale = LayerSpec("scale", "Scale", ("blob",), ("blob",), {"bias_term": True}, (np.float32([2, -1]), SUMS))
    rectify = LayerSpec("rectify", "ReLU", ("blob",), ("blob",))
    network = Network(NetworkSpec("net", {"data": ()}, (norm, scale, rectify)), device="cpu", precision="float32")

    factor, offset = np.reshape([2, -1], (1, 2, 1, 1)), SUMS.reshape(1, 2, 1, 1)
    mean, deviation = np.reshape([1, -2], (1, 2, 1, 1)), np.sqrt(np.reshape([4, 9], (1, 2, 1, 1)) + 1e-5)
    normal = (data - mean) / deviation
    scaled = normal * factor + offset
    rectified = np.maximum(scaled, 0)
    assert (scaled < 0).any()
    for end, expected, slope in (
        ("norm", normal, 1 / deviation),
        ("scale", scaled, factor / deviation),
        ("rectify", rectified, factor / deviation * (scaled > 0)),
        ("blob", rectified, factor / deviation * (scaled > 0)),
    ):
        activation, gradient = network.gradient(data, end)
        assert np.allclose(activation, expected, atol=1e-5)
        assert np.allclose(gradient, expected * slope, atol=1e-5)


FACTOR, OFFSET = np.float32([2, -0.5]), np.float32([1, 7])
COLUMN = (1, 2, 1, 1)


def column(values):
    return np.reshape(values, COLUMN)


def test_bn_of_pspnet_has_stored_statistics_a_factor_and_an_offset(one_layer, data, rng):
    mean, variance = np.float32([3, -1]), np.float32([4, 9])
    top_diff = rng.standard_normal(data.shape).astype(np.float32)
    blobs = [column(each) for each in (FACTOR, OFFSET, mean, variance)]
    activation, gradient = one_layer("BN", {"eps": 0.5, "frozen": True}, blobs).gradient(data, "it", top_diff)
    slope = column(FACTOR / np.sqrt(variance + 0.5))
    assert np.allclose(activation, (data - column(mean)) * slope + column(OFFSET), atol=1e-5)
    assert np.allclose(gradient, top_diff * slope, atol=1e-6)


def test_bn_of_segnet_has_a_factor_and_an_offset_alone_once_it_is_trained(one_layer, data, rng):
    top_diff = rng.standard_normal(data.shape).astype(np.float32)
    network = one_layer("BN", {"bn_mode": "INFERENCE"}, (column(FACTOR), column(OFFSET)))
    activation, gradient = network.gradient(data, "it", top_diff)
    assert np.allclose(activation, data * column(FACTOR) + column(OFFSET), atol=1e-5)
    assert np.allclose(gradient, top_diff * column(FACTOR), atol=1e-6)


def test_bn_of_segnet_takes_the_pictures_own_statistics_while_it_learns(one_layer, data, rng):
    top_diff = rng.standard_normal(data.shape).astype(np.float32)
    activation, gradient = one_layer("BN", {"bn_mode": "LEARN"}, (FACTOR, OFFSET)).gradient(data, "it", top_diff)
    own, expected = one_layer("MVN").gradient(data, "it", top_diff * column(FACTOR))
    assert np.allclose(activation, own * column(FACTOR) + column(OFFSET), atol=1e-4)
    assert np.allclose(gradient, expected, atol=1e-4)


def test_bn_without_its_variance_is_refused(one_layer, data):
    with pytest.raises(WeightsError, match=r"'it' \(BN, line 7\) needs 4 weight blobs, the caffemodel holds 3"):
        one_layer("BN", {}, (FACTOR, OFFSET, OFFSET)).forward(data, "it")


def test_bn_of_other_channels_is_refused(one_layer):
    with pytest.raises(WeightsError, match=r"'it' \(BN, line 7\): its weights are for 2 channels, .*'data' has 3"):
        one_layer("BN", {}, (FACTOR, OFFSET)).forward(np.zeros((1, 3, 2, 2), np.float32), "it")
