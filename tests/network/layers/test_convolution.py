import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.errors import ModelError, WeightsError


@pytest.fixture
def convolution(one_layer):
    def build(kernel=(3, 3), outputs=2, channels=1, **params):
        blobs = (np.ones((outputs, channels, *kernel), np.float32), np.zeros(outputs, np.float32))
        return one_layer("Convolution", {"num_output": outputs, **params}, blobs)

    return build


@pytest.mark.parametrize(
    ("kernel", "params", "least"),
    [
        ((3, 5), {}, (3, 5)),
        ((3, 5), {"pad": (1,)}, (1, 3)),
        ((3, 3), {"dilation": (2, 4)}, (5, 9)),
        ((3, 3), {"pad": (7,), "stride": (2,)}, (1, 1)),
    ],
)
def test_the_least_bottom_counts_padding_and_dilation(convolution, kernel, params, least):
    network, (rows, columns) = convolution(kernel, **params), least
    network.forward(np.zeros((1, 1, rows, columns), np.float32), "it")
    for shape in ((1, 1, rows - 1, columns), (1, 1, rows, columns - 1)):
        with pytest.raises(ModelError, match=f"needs a bottom of at least {columns}x{rows}, not {shape[3]}x{shape[2]}"):
            network.forward(np.zeros(shape, np.float32), "it")


@pytest.mark.parametrize("groups", [0, 2])
def test_groups_have_to_divide_the_outputs(convolution, groups):
    with pytest.raises(ModelError, match=f"3 outputs can't be split into {groups} groups"):
        convolution(outputs=3, group=groups).forward(np.zeros((1, 2, 5, 5), np.float32), "it")


sides = st.tuples(st.integers(1, 3), st.integers(1, 3))


@given(size=sides, window=st.tuples(sides, sides, sides), groups=st.integers(1, 2), pad=st.integers(0, 2))
def test_deconvolution_is_the_gradient_of_convolution(one_layer, size, window, groups, pad):
    kernel, stride, dilation = window
    rng = np.random.default_rng(0)
    weights = rng.standard_normal((4, 3, *kernel)).astype(np.float32)
    both = {
        "bias_term": False,
        "group": groups,
        "pad": (pad,),
        "dilation": dilation,
        "stride_h": stride[0],
        "stride_w": stride[1],
    }
    x = rng.standard_normal((1, 4, *size)).astype(np.float32)
    larger = tuple(
        s * (n - 1) + d * (k - 1) + 1 - 2 * pad for n, s, d, k in zip(size, stride, dilation, kernel, strict=True)
    )
    deconvolution = one_layer("Deconvolution", {"num_output": 3 * groups, **both}, (weights,))
    if min(larger) < 1:
        with pytest.raises(ModelError, match="the picture is too small"):
            deconvolution.forward(x, "it")
        return
    top_diff = rng.standard_normal((1, 3 * groups, *larger)).astype(np.float32)
    activation, gradient = deconvolution.gradient(x, "it", top_diff)
    convolution = one_layer("Convolution", {"num_output": 4, **both}, (weights,))
    there, back = convolution.gradient(top_diff, "it", x)
    assert np.allclose(activation, back, atol=1e-5)
    assert np.allclose(gradient, there, atol=1e-5)


def test_a_deconvolution_for_other_channels_is_refused(one_layer):
    network = one_layer("Deconvolution", {"num_output": 2, "bias_term": False}, (np.ones((4, 2, 2, 2), np.float32),))
    with pytest.raises(WeightsError, match=r"its weights are for 4 channels, its bottom 'data' has 3"):
        network.forward(np.zeros((1, 3, 4, 4), np.float32), "it")
    odd = one_layer("Deconvolution", {"group": 3, "bias_term": False}, (np.ones((4, 2, 2, 2), np.float32),))
    with pytest.raises(ModelError, match="4 inputs can't be split into 3 groups"):
        odd.forward(np.zeros((1, 4, 4, 4), np.float32), "it")


@pytest.mark.parametrize(
    ("params", "kernel"), [({}, (3, 3)), ({"stride": (2,), "pad": (1,), "dilation": (2, 1)}, (2, 3))]
)
def test_a_depthwise_convolution_gives_each_channel_its_own_kernel(one_layer, rng, params, kernel):
    weights = rng.standard_normal((3, 1, *kernel)).astype(np.float32), np.float32([1, -2, 0.5])
    data = rng.standard_normal((1, 3, 7, 6)).astype(np.float32)
    network = one_layer("ConvolutionDepthwise", params, weights)
    top_diff = rng.standard_normal(network.shape(data.shape, "it")).astype(np.float32)
    activation, gradient = network.gradient(data, "it", top_diff)
    for channel in range(3):
        alone = one_layer("Convolution", params, [each[channel : channel + 1] for each in weights])
        part = np.s_[:, channel : channel + 1]
        expected, expected_gradient = alone.gradient(data[part], "it", top_diff[part])
        assert np.allclose(activation[part], expected, atol=1e-5)
        assert np.allclose(gradient[part], expected_gradient, atol=1e-5)
    grouped = one_layer("DepthwiseConvolution", {"group": 3, **params}, weights).gradient(data, "it", top_diff)
    assert np.allclose(grouped[0], activation, atol=1e-6)
    assert np.allclose(grouped[1], gradient, atol=1e-6)


def test_a_depthwise_convolution_of_other_weights_or_channels_is_refused(one_layer):
    params, data = {"bias_term": False}, np.zeros((1, 3, 4, 4), np.float32)
    full = one_layer("ConvolutionDepthwise", params, (np.ones((3, 3, 2, 2), np.float32),))
    with pytest.raises(WeightsError, match=r"needs weights of one channel each, not of shape \(3, 3, 2, 2\)"):
        full.forward(data, "it")
    fewer = one_layer("ConvolutionDepthwise", params, (np.ones((2, 1, 2, 2), np.float32),))
    with pytest.raises(WeightsError, match=r"its weights are for 2 channels, its bottom 'data' has 3"):
        fewer.forward(data, "it")


@pytest.mark.parametrize("layer_type", ["Convolution", "Deconvolution"])
@pytest.mark.parametrize(("hole", "dilation"), [({"hole": 2}, (2,)), ({"hole_h": 3, "hole_w": 2}, (3, 2))])
def test_a_hole_is_a_dilation(one_layer, rng, layer_type, hole, dilation):
    weights = rng.standard_normal((2, 2, 3, 3)).astype(np.float32), np.zeros(2, np.float32)
    data = rng.standard_normal((1, 2, 9, 9)).astype(np.float32)
    expected = one_layer(layer_type, {"num_output": 2, "dilation": dilation}, weights).forward(data, "it")
    # The reader gives a repeated field that is not set as an empty one.
    with_hole = one_layer(layer_type, {"num_output": 2, "dilation": (), **hole}, weights)
    assert np.array_equal(with_hole.forward(data, "it"), expected)
