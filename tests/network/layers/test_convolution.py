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
