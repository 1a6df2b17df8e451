"""The contract of a layer type, kept by every one that is registered."""

import numpy as np
import pytest
import torch

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import UnsupportedLayerError
from dreamstream.network.device import SHAPES_ONLY, choose
from dreamstream.network.layers import REGISTRY, title

SHAPE = (1, 4, 6, 7)
RNG = np.random.default_rng(0)


def weights(*shapes):
    return tuple(RNG.standard_normal(shape).astype(np.float32) for shape in shapes)


def layer(layer_type, params=None, blobs=(), bottoms=1, tops=1):
    bottom_names, top_names = tuple(f"in{n}" for n in range(bottoms)), tuple(f"out{n}" for n in range(tops))
    return LayerSpec("it", layer_type, bottom_names, top_names, params or {}, blobs)


SAMPLES = {
    "Concat": layer("Concat", bottoms=2),
    "Convolution": layer("Convolution", {"num_output": 5, "stride": (2,)}, weights((5, 4, 3, 3), (5,))),
    "Dropout": layer("Dropout"),
    "InnerProduct": layer("InnerProduct", {"num_output": 5}, weights((5, 4 * 6 * 7), (5,))),
    "LRN": layer("LRN"),
    "Pooling": layer("Pooling", {"kernel_size": 3, "stride": 2}),
    "ReLU": layer("ReLU"),
    "Softmax": layer("Softmax"),
    "Split": layer("Split", tops=3),
    "TanH": layer("TanH"),
}


def test_every_layer_type_has_a_sample_here():
    assert set(SAMPLES) == set(REGISTRY)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_layer_type_keeps_the_contract(name, precision):
    spec, placement = SAMPLES[name], choose("cpu", precision)
    operation = REGISTRY[name](spec, placement)
    bottoms = [placement.tensor(array).requires_grad_() for array in weights(*[SHAPE] * len(spec.bottoms))]
    before = [bottom.detach().clone() for bottom in bottoms]
    tops = operation(bottoms)
    gradients = torch.autograd.grad(list(tops), bottoms, [torch.ones_like(top) for top in tops])

    assert all(torch.equal(bottom, kept) for bottom, kept in zip(bottoms, before, strict=True))
    assert all(torch.equal(top, again) for top, again in zip(tops, operation(bottoms), strict=True))
    assert {tensor.dtype for tensor in (*tops, *gradients)} == {placement.dtype}
    assert {tuple(gradient.shape) for gradient in gradients} == {SHAPE}

    shapes_only = REGISTRY[name](spec, SHAPES_ONLY)([torch.empty(SHAPE, device="meta") for _ in bottoms])
    assert [tuple(top.shape) for top in shapes_only] == [tuple(top.shape) for top in tops]
    assert len(tops) == len(spec.tops)


@pytest.mark.parametrize(("bottoms", "tops"), [(2, 1), (1, 2), (0, 1)])
@pytest.mark.parametrize("name", sorted(set(SAMPLES) - {"Concat", "Split"}))
def test_other_numbers_of_blobs_are_refused(name, bottoms, tops):
    sample = SAMPLES[name]
    spec = layer(name, sample.params, sample.weights, bottoms, tops)
    with pytest.raises(UnsupportedLayerError, match=f"for one bottom and one top, not {bottoms} and {tops}"):
        REGISTRY[name](spec, choose("cpu", "float32"))


def test_a_title_gives_the_line_where_it_is_known():
    assert title(LayerSpec("it", "ReLU")) == "layer 'it' (ReLU)"
    assert title(LayerSpec("it", "ReLU", line=7)) == "layer 'it' (ReLU, line 7)"
