"""Networks that everybody knows, by the numbers that are known of them."""

from fractions import Fraction
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream import caffe
from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.network.anatomy import anatomy
from dreamstream.network.graph import plan
from dreamstream.network.reach import Reach

MODELS = files("dreamstream.models")

# Per inception module: outputs of 1x1, 3x3_reduce, 3x3, 5x5_reduce, 5x5, pool_proj (table 1 of the paper).
MODULES = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}


def by_name(spec, shape):
    return {layer.name: layer for layer in anatomy(spec, shape)}


@pytest.fixture(scope="module")
def googlenet():
    return by_name(caffe.load(MODELS / "bvlc_googlenet.prototxt"), (1, 3, 224, 224))


def chain(*windows):
    """A network of convolutions (kernel, stride) called by their number from 1."""
    params = [{"num_output": 2, "kernel_size": (kernel,), "stride": (stride,)} for kernel, stride in windows]
    layers = [LayerSpec(str(n), "Convolution", (str(n - 1),), (str(n),), each) for n, each in enumerate(params, 1)]
    return NetworkSpec("chain", {"0": ()}, tuple(layers))


@pytest.mark.parametrize(
    ("name", "size", "stride"),
    [
        ("conv1/7x7_s2", 7, 2),
        ("pool1/3x3_s2", 7 + 2 * 2, 4),
        ("conv2/3x3", 11 + 2 * 4, 4),
        ("pool2/3x3_s2", 19 + 2 * 4, 8),
        ("inception_3a/1x1", 27, 8),
        ("inception_3a/3x3", 27 + 2 * 8, 8),
        ("inception_3a/output", 27 + 4 * 8, 8),
        ("inception_3b/output", 27 + 2 * 4 * 8, 8),
        ("pool3/3x3_s2", 91 + 2 * 8, 16),
        ("inception_4c/output", 107 + 3 * 4 * 16, 16),
    ],
)
def test_googlenets_receptive_fields(googlenet, name, size, stride):
    assert googlenet[name].reach == Reach((size,) * 2, (stride,) * 2)


def test_other_networks_published_receptive_fields():
    vgg16 = chain(*[(3, 1), (3, 1), (2, 2)] * 2, *[(3, 1), (3, 1), (3, 1), (2, 2)] * 2, *[(3, 1)] * 3)
    assert anatomy(vgg16, (1, 3, 300, 300))[-1].reach == Reach((196, 196), (16, 16))
    caffenet = chain((11, 4), (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1))
    assert anatomy(caffenet, (1, 3, 300, 300))[-1].reach == Reach((163, 163), (16, 16))


def convolved(side, inputs, outputs, kernel):
    """A convolution, two for each product, and its ReLU."""
    return side**2 * outputs * (2 * inputs * kernel**2 + 1)


def module(side, inputs, outputs):
    one, reduce3, three, reduce5, five, projected = outputs
    return (
        convolved(side, inputs, one, 1)
        + convolved(side, inputs, reduce3, 1)
        + convolved(side, reduce3, three, 3)
        + convolved(side, inputs, reduce5, 1)
        + convolved(side, reduce5, five, 5)
        + side**2 * inputs * 9
        + convolved(side, inputs, projected, 1)
    )


def test_googlenets_arithmetic_is_the_sum_of_the_papers_table(googlenet):
    # conv1 and pool1, norm1, conv2 and norm2, pool2.
    total = convolved(112, 3, 64, 7) + 56**2 * 64 * (9 + 5)
    total += convolved(56, 64, 64, 1) + convolved(56, 64, 192, 3) + 56**2 * 192 * 5 + 28**2 * 192 * 9
    inputs, side = 192, 28
    for name, outputs in MODULES.items():
        if name in ("4a", "5a"):
            side //= 2
            total += side**2 * inputs * 9
        total += module(side, inputs, outputs)
        one, _, three, _, five, projected = outputs
        inputs = one + three + five + projected
        assert googlenet[f"inception_{name}/output"].flop == total
    # Average pooling over 7x7, the classifier, its softmax.
    total += 49 * 1024 + 2 * 1024 * 1000 + 1000
    assert googlenet["prob"].flop == total
    assert round(total / 1e9, 1) == 3.2


def test_a_branch_costs_only_what_it_needs(googlenet):
    before = googlenet["pool2/3x3_s2"].flop
    assert googlenet["inception_3a/1x1"].flop == before + 2 * 28**2 * 64 * 192
    assert googlenet["inception_3a/pool"].flop == before + 28**2 * 192 * 9


def test_shapes_channels_and_parameters(googlenet):
    assert googlenet["inception_4c/output"].shape == (1, 512, 14, 14)
    assert googlenet["inception_4c/output"].channels == 512
    assert googlenet["conv1/7x7_s2"].parameters == 64 * 3 * 7 * 7 + 64
    assert googlenet["conv1/relu_7x7"].parameters == 0
    motif = caffe.load(MODELS / "motif.prototxt", MODELS / "motif.caffemodel")
    with_weights = anatomy(motif, (1, 3, 90, 121))
    assert with_weights == anatomy(caffe.load(MODELS / "motif.prototxt"), (1, 3, 90, 121))


@st.composite
def networks(draw):
    blobs, layers = ["data"], []
    for index in range(draw(st.integers(1, 12))):
        bottoms = tuple(draw(st.lists(st.sampled_from(blobs), min_size=1, max_size=3, unique=True)))
        top = draw(st.sampled_from([bottoms[0], f"blob{index}"]))
        layers.append(LayerSpec(f"layer{index}", "Eltwise" if len(bottoms) > 1 else "ReLU", bottoms, (top,)))
        blobs = list(dict.fromkeys([*blobs, top]))
    return NetworkSpec("net", {"data": ()}, tuple(layers))


@given(spec=networks())
def test_the_work_up_to_a_layer_is_that_of_the_steps_that_run_for_it(spec):
    for layer in anatomy(spec, (1, 1, 2, 3)):
        assert layer.flop == sum(6 * len(step.layer.bottoms) for step in plan(spec, layer.name).steps)


def test_what_can_not_be_known_is_none_and_so_is_what_follows():
    layers = (
        LayerSpec("relu", "ReLU", ("data",), ("relu",)),
        LayerSpec("mystery", "Mystery", ("relu",), ("mystery",)),
        LayerSpec("conv", "Convolution", ("mystery",), ("conv",), {"num_output": 2, "kernel_size": (1,)}),
        LayerSpec("join", "Concat", ("relu", "conv"), ("join",)),
        LayerSpec("loss", "Eltwise", ("relu", "label"), ("loss",)),
        LayerSpec("aside", "ReLU", ("relu",), ("aside",)),
        LayerSpec("silence", "Silence", ("aside",), ()),
    )
    found = by_name(NetworkSpec("net", {"data": (), "label": ()}, layers), (1, 3, 2, 2))
    for name in ("mystery", "conv", "join", "loss"):
        layer = found[name]
        assert (layer.shape, layer.channels, layer.reach, layer.flop, layer.parameters) == (None,) * 5
    assert (found["aside"].shape, found["aside"].flop) == ((1, 3, 2, 2), 24)
    assert (found["silence"].shape, found["silence"].flop) == ((), 24)


def test_a_picture_that_is_too_small_leaves_the_receptive_field_known():
    layer = anatomy(chain((5, 1)), (1, 3, 3, 3))[0]
    assert (layer.shape, layer.flop) == (None, None)
    assert layer.reach == Reach((5, 5), (1, 1))


def test_upsampling_divides_the_stride():
    spec = chain((3, 2))
    up = LayerSpec("up", "Deconvolution", ("1",), ("up",), {"num_output": 1, "kernel_size": (6,), "stride": (3,)})
    up = anatomy(NetworkSpec("net", spec.inputs, (*spec.layers, up)), (1, 3, 9, 9))[-1]
    assert up.reach == Reach((5, 5), (Fraction(2, 3),) * 2)


def test_a_network_without_inputs_is_described_too():
    spec = NetworkSpec("net", {}, (LayerSpec("relu", "ReLU", ("data",), ("relu",)),))
    assert anatomy(spec, (1, 3, 2, 2))[0].reach is None
