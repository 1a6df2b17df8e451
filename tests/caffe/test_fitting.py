import numpy as np
import pytest

from dreamstream.caffe.fitting import fit_weights
from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import WeightsError


def fit(layer_type, params, *shapes):
    blobs = [np.arange(np.prod(shape), dtype=np.float32).reshape(shape) for shape in shapes]
    fitted = fit_weights(LayerSpec("a", layer_type, params=params), blobs, WeightsError)
    assert all(np.shares_memory(before, after) for before, after in zip(blobs, fitted, strict=True))
    return [blob.shape for blob in fitted]


@pytest.mark.parametrize(
    ("layer_type", "params", "stored", "fitted"),
    [
        ("Convolution", {"num_output": 4, "kernel_size": (3,)}, [(4, 2, 3, 3), (1, 1, 1, 4)], [(4, 2, 3, 3), (4,)]),
        ("Convolution", {"num_output": 4, "kernel_h": 1, "kernel_w": 5}, [(4, 2, 1, 5), (4,)], [(4, 2, 1, 5), (4,)]),
        ("Convolution", {"num_output": 1, "kernel_size": (1, 7)}, [(7,), (1,)], [(1, 1, 1, 7), (1,)]),
        ("Convolution", {"num_output": 4, "kernel_size": (3,)}, [(4, 2, 3, 3, 3), (4,)], [(4, 2, 3, 3, 3), (4,)]),
        ("Convolution", {"num_output": 4, "kernel_size": (1,), "bias_term": False}, [(4, 9, 1, 1)], [(4, 9, 1, 1)]),
        (
            "Deconvolution",
            {"num_output": 4, "kernel_size": (2,), "group": 2},
            [(6, 2, 2, 2), (4,)],
            [(6, 2, 2, 2), (4,)],
        ),
        (
            "ConvolutionDepthwise",
            {"num_output": 4, "kernel_size": (3,)},
            [(4, 1, 3, 3), (1, 1, 1, 4)],
            [(4, 1, 3, 3), (4,)],
        ),
        ("DepthwiseConvolution", {"num_output": 4, "kernel_size": (3,)}, [(4, 1, 3, 3), (4,)], [(4, 1, 3, 3), (4,)]),
        ("InnerProduct", {"num_output": 4}, [(1, 1, 4, 9), (1, 1, 1, 4)], [(4, 9), (4,)]),
        ("InnerProduct", {"num_output": 1}, [(9,), (1,)], [(1, 9), (1,)]),
        ("InnerProduct", {"num_output": 4, "transpose": True}, [(9, 4), (4,)], [(9, 4), (4,)]),
        ("PReLU", {}, [(1, 1, 1, 4)], [(1, 1, 1, 4)]),
    ],
)
def test_blobs_take_their_layers_shapes_without_a_copy(layer_type, params, stored, fitted):
    assert fit(layer_type, params, *stored) == fitted


@pytest.mark.parametrize(
    ("layer_type", "params", "stored", "complaint"),
    [
        (
            "Convolution",
            {"num_output": 64, "kernel_size": (7,)},
            [(32, 3, 7, 7), (32,)],
            "blob 0 (weights) is 32 x 3 x 7 x 7, but the prototxt asks for 64 x ? x 7 x 7",
        ),
        (
            "Convolution",
            {"num_output": 4, "kernel_size": (3,)},
            [(4, 2, 3, 3), (5,)],
            "blob 1 (bias) is 5, but the prototxt asks for 4",
        ),
        (
            "ConvolutionDepthwise",
            {"num_output": 4, "kernel_size": (3,)},
            [(4, 4, 3, 3), (4,)],
            "blob 0 (weights) is 4 x 4 x 3 x 3, but the prototxt asks for 4 x 1 x 3 x 3",
        ),
        (
            "InnerProduct",
            {"num_output": 4},
            [(2, 1, 4, 9), (4,)],
            "blob 0 (weights) is 2 x 1 x 4 x 9, but the prototxt asks for 4 x ?",
        ),
        (
            "InnerProduct",
            {"num_output": 4, "bias_term": False},
            [(4, 9), (4,)],
            "has 2 blobs, but the prototxt asks for 1",
        ),
    ],
)
def test_blobs_that_contradict_the_layer_are_refused(layer_type, params, stored, complaint):
    with pytest.raises(WeightsError) as caught:
        fit(layer_type, params, *stored)
    assert str(caught.value) == complaint
