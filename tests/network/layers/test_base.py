"""The contract of a layer type, kept by every one that is registered."""

import numpy as np
import pytest
import torch
from device_only import DeviceOnly

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError, UnsupportedLayerError, WeightsError
from dreamstream.network.device import SHAPES_ONLY, Placement, choose
from dreamstream.network.layers import REGISTRY, title
from dreamstream.network.layers.two_way import forward

SHAPE = (1, 4, 6, 7)
EXACT = choose("cpu", "float32")
RNG = np.random.default_rng(0)


def weights(*shapes):
    return tuple(RNG.standard_normal(shape).astype(np.float32) for shape in shapes)


def layer(layer_type, params=None, blobs=(), bottoms=1, tops=1):
    bottom_names, top_names = tuple(f"in{n}" for n in range(bottoms)), tuple(f"out{n}" for n in range(tops))
    return LayerSpec("it", layer_type, bottom_names, top_names, params or {}, blobs)


SAMPLES = {
    "AbsVal": layer("AbsVal"),
    "ArgMax": layer("ArgMax", {"axis": 1, "top_k": 2}),
    "Axpy": layer("Axpy", bottoms=3),
    "BN": layer("BN", {}, (*weights((4,), (4,), (4,)), np.float32([1, 2, 3, 4]))),
    "BNLL": layer("BNLL"),
    "BatchNorm": layer("BatchNorm", {}, (*weights((4,)), np.float32([1, 2, 3, 4]), np.float32([2]))),
    "Bias": layer("Bias", {}, weights((4,))),
    "Clip": layer("Clip", {"min": -1.0, "max": 0.5}),
    "Concat": layer("Concat", bottoms=2),
    "Convolution": layer("Convolution", {"num_output": 5, "stride": (2,)}, weights((5, 4, 3, 3), (5,))),
    "ConvolutionDepthwise": layer("ConvolutionDepthwise", {"num_output": 4}, weights((4, 1, 3, 2), (4,))),
    "Crop": layer("Crop", bottoms=2),
    "Deconvolution": layer("Deconvolution", {"num_output": 6, "group": 2}, weights((4, 3, 3, 2), (6,))),
    "DepthwiseConvolution": layer("DepthwiseConvolution", {"group": 4}, weights((4, 1, 3, 3), (4,))),
    "Dropout": layer("Dropout"),
    "ELU": layer("ELU", {"alpha": 0.7}),
    "Eltwise": layer("Eltwise", {"operation": "MAX"}, bottoms=3),
    "Exp": layer("Exp", {"base": 2.0, "scale": 0.5, "shift": 0.3}),
    "Flatten": layer("Flatten"),
    "InnerProduct": layer("InnerProduct", {"num_output": 5}, weights((5, 4 * 6 * 7), (5,))),
    "Interp": layer("Interp", {"zoom_factor": 3, "shrink_factor": 2, "pad_beg": -1}),
    "LRN": layer("LRN"),
    "Log": layer("Log", {"base": 10.0, "scale": 0.5, "shift": 6.0}),
    "MVN": layer("MVN"),
    "Normalize": layer("Normalize", {"across_spatial": False}, weights((1,))),
    "PReLU": layer("PReLU", {}, weights((4,))),
    "Permute": layer("Permute", {"order": (0, 2, 3, 1)}),
    "Pooling": layer("Pooling", {"kernel_size": 3, "stride": 2}),
    "Power": layer("Power", {"power": 3.0, "scale": 0.5, "shift": 1.0}),
    "ReLU": layer("ReLU"),
    "ReLU6": layer("ReLU6", {"negative_slope": 0.1}),
    "Reshape": layer("Reshape", {"shape": {"dim": (0, -1, 7)}}),
    "Scale": layer("Scale", {"bias_term": True}, weights((4,), (4,))),
    "ShuffleChannel": layer("ShuffleChannel", {"group": 2}),
    "Sigmoid": layer("Sigmoid"),
    "Silence": layer("Silence", tops=0),
    "Slice": layer("Slice", {"slice_point": (1,)}, tops=2),
    "Softmax": layer("Softmax"),
    "Split": layer("Split", tops=3),
    "Swish": layer("Swish", {"beta": 1.5}),
    "TanH": layer("TanH"),
    "Threshold": layer("Threshold", {"threshold": 0.5}),
    "Tile": layer("Tile", {"tiles": 2}),
    "Upsample": layer("Upsample", {"scale": 2}),
}
FORWARD_ONLY = {"ArgMax", "Threshold"}
WITH_GRADIENT = sorted(set(SAMPLES) - FORWARD_ONLY - {"Silence"})


def shapes(name):
    first = (1, 4, 1, 1) if name == "Axpy" else SHAPE
    return [first, SHAPE, SHAPE][: len(SAMPLES[name].bottoms)]


def run(name, placement, bottoms):
    return REGISTRY[name](SAMPLES[name], placement)(bottoms)


def there_and_back(name, placement, bottoms):
    """The gradients of the sum of all tops' values, zeros where there is none."""
    tops, backward = forward(REGISTRY[name](SAMPLES[name], placement), bottoms)
    diffs = backward([torch.ones_like(top) for top in tops])
    return [torch.zeros_like(bottom) if diff is None else diff for bottom, diff in zip(bottoms, diffs, strict=True)]


class Differentiable(torch.autograd.Function):
    """An operation and its backward as PyTorch takes them."""

    @staticmethod
    def forward(ctx, operation, *bottoms):
        tops, ctx.leads_back = forward(operation, bottoms)
        return tuple(tops)

    @staticmethod
    def backward(ctx, *diffs):
        return None, *ctx.leads_back(diffs)


def random_bottoms(name, placement):
    return [placement.tensor(array) for array in weights(*shapes(name))]


def test_every_layer_type_has_a_sample_here():
    assert set(SAMPLES) == set(REGISTRY)


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16"])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_layer_type_only_computes(name, precision):
    placement = choose("cpu", precision)
    bottoms = random_bottoms(name, placement)
    before = [bottom.clone() for bottom in bottoms]
    operation = REGISTRY[name](SAMPLES[name], placement)
    tops = operation(bottoms)
    assert all(torch.equal(bottom, kept) for bottom, kept in zip(bottoms, before, strict=True))
    assert all(torch.equal(top, again) for top, again in zip(tops, operation(bottoms), strict=True))
    assert all(top.dtype == placement.dtype for top in tops)
    assert len(tops) == len(SAMPLES[name].tops)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_layer_type_tells_its_shapes_without_computing(name):
    tops = run(name, EXACT, random_bottoms(name, EXACT))
    without_values = run(name, SHAPES_ONLY, [torch.empty(shape, device="meta") for shape in shapes(name)])
    assert all(top.is_meta for top in without_values)
    assert [tuple(top.shape) for top in without_values] == [tuple(top.shape) for top in tops]


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", WITH_GRADIENT)
def test_every_gradient_is_in_the_precision_of_the_network(name, precision):
    placement = choose("cpu", precision)
    gradients = there_and_back(name, placement, random_bottoms(name, placement))
    assert {gradient.dtype for gradient in gradients} == {placement.dtype}
    assert [tuple(gradient.shape) for gradient in gradients] == shapes(name)


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16, torch.float16], ids=str)
@pytest.mark.parametrize("name", SAMPLES)
def test_what_every_layer_type_asks_of_a_card_can_be_recorded(name, precision):
    # Like a card it is no processor, so the same ways are taken; and it has no values that could be asked for.
    card = Placement(torch.device("meta"), precision)
    operation = REGISTRY[name](SAMPLES[name], card)
    for _ in range(2):
        bottoms = random_bottoms(name, card)
        with DeviceOnly("meta") as second:
            tops, backward = forward(operation, bottoms)
            if name in WITH_GRADIENT:
                backward([torch.ones_like(top) for top in tops])
    assert second.calls or not tops


@pytest.mark.parametrize("name", WITH_GRADIENT)
def test_every_gradient_is_the_derivative_in_a_random_direction(name):
    exact = Placement(torch.device("cpu"), torch.float64)
    bottoms = [bottom.requires_grad_() for bottom in random_bottoms(name, exact)]
    operation = REGISTRY[name](SAMPLES[name], exact)
    assert torch.autograd.gradcheck(lambda *each: Differentiable.apply(operation, *each), bottoms, fast_mode=True)


@pytest.mark.parametrize("name", sorted(FORWARD_ONLY))
def test_a_gradient_that_caffe_does_not_have_is_refused_in_a_sentence(name):
    with pytest.raises(UnsupportedLayerError, match=rf"layer 'it' \({name}\) has no gradient; dream on a layer before"):
        there_and_back(name, EXACT, random_bottoms(name, EXACT))


COUNTS = {
    "Axpy": ("three bottoms and one top", [(2, 1), (3, 2)]),
    "Bias": ("one or two bottoms and one top", [(3, 1), (0, 1), (1, 2)]),
    "Concat": ("at least one bottom and one top", [(0, 1), (2, 2)]),
    "Crop": ("two bottoms and one top", [(1, 1), (3, 1), (2, 2)]),
    "Eltwise": ("at least two bottoms and one top", [(1, 1), (2, 2)]),
    "Pooling": ("one bottom and one or two tops", [(2, 1), (1, 3), (1, 0)]),
    "Scale": ("one or two bottoms and one top", [(3, 1), (0, 1), (2, 0)]),
    "Silence": ("at least one bottom and no top", [(0, 0), (1, 1)]),
    "Slice": ("one bottom and at least one top", [(2, 1), (1, 0)]),
    "Split": ("one bottom and at least one top", [(2, 1), (1, 0)]),
    "Upsample": ("one or two bottoms and one top", [(3, 1), (0, 1), (1, 2)]),
}
ONE_TO_ONE = "one bottom and one top", [(2, 1), (1, 2), (0, 1)]


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_other_numbers_of_blobs_are_refused(name):
    sample, (words, counts) = SAMPLES[name], COUNTS.get(name, ONE_TO_ONE)
    for bottoms, tops in counts:
        spec = layer(name, sample.params, sample.weights, bottoms, tops)
        with pytest.raises(UnsupportedLayerError, match=f"computes it for {words}, not {bottoms} and {tops}"):
            REGISTRY[name](spec, EXACT)


@pytest.mark.parametrize(
    "name",
    [
        *("BN", "BatchNorm", "Bias", "Convolution", "ConvolutionDepthwise", "Deconvolution", "DepthwiseConvolution"),
        *("InnerProduct", "Normalize", "PReLU", "Scale"),
    ],
)
def test_layers_without_their_weights_are_refused(name):
    bare = layer(name, SAMPLES[name].params)
    with pytest.raises(WeightsError, match=rf"layer 'it' \({name}\) needs . weight blobs, the caffemodel holds 0"):
        REGISTRY[name](bare, EXACT)


@pytest.mark.parametrize("name", ["ArgMax", "Concat", "Flatten", "InnerProduct", "Slice", "Softmax", "Tile"])
@pytest.mark.parametrize("axis", [4, -5])
def test_an_axis_that_the_bottom_does_not_have_is_refused(name, axis):
    sample = SAMPLES[name]
    spec = layer(name, {**sample.params, "axis": axis}, sample.weights, len(sample.bottoms), len(sample.tops))
    bottoms = random_bottoms(name, EXACT)
    with pytest.raises(
        ModelError, match=rf"layer 'it' \({name}\): there is no axis {axis} in a bottom of shape \(1, 4"
    ):
        REGISTRY[name](spec, EXACT)(bottoms)


@pytest.mark.parametrize("name", ["Convolution", "Deconvolution", "Interp", "Pooling", "Upsample"])
def test_windows_slide_over_pictures_only(name):
    with pytest.raises(ModelError, match=r"needs a bottom of four dimensions, not one of shape \(1, 4, 6\)"):
        run(name, EXACT, [torch.zeros(1, 4, 6)])


def test_a_title_gives_the_line_where_it_is_known():
    assert title(LayerSpec("it", "ReLU")) == "layer 'it' (ReLU)"
    assert title(LayerSpec("it", "ReLU", line=7)) == "layer 'it' (ReLU, line 7)"
