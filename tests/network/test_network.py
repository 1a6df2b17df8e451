"""The promises of Network, beyond the original's numbers."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from dreamstream import caffe
from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError, OutOfMemoryError, UnknownNameError, UnsupportedLayerError, WeightsError
from dreamstream.network import Network

END = "mix/output"


@pytest.fixture
def data(rng):
    return (50 * rng.standard_normal((1, 3, 24, 30))).astype(np.float32)


def inner_product(name, bottom, top, matrix):
    matrix = np.asarray(matrix, np.float32)
    params = {"num_output": len(matrix), "bias_term": False}
    return LayerSpec(name, "InnerProduct", (bottom,), (top,), params, (matrix,))


def build(*layers, inputs=("data",)):
    return Network(NetworkSpec("net", dict.fromkeys(inputs, ()), layers), device="cpu", precision="float32")


def test_one_network_gives_activations_and_gradients_in_any_order(small_network, data):
    before = small_network.forward(data, END)
    activation, _ = small_network.gradient(data, END)
    assert np.array_equal(before, activation)
    assert np.array_equal(before, small_network.forward(data, END))


def test_the_objective_unless_given_is_l2_whose_diff_is_the_activation(small_network, data):
    activation, gradient = small_network.gradient(data, END)
    assert np.array_equal(gradient, small_network.gradient(data, END, activation)[1])


def test_the_input_is_left_as_it_was(small_network, data):
    before = data.copy()
    small_network.gradient(data, END)
    assert np.array_equal(data, before)


def test_the_gradient_of_the_input_itself_is_the_diff(small_network, data):
    activation, gradient = small_network.gradient(data, "data", 2 * data)
    assert np.array_equal(activation, data)
    assert np.array_equal(gradient, 2 * data)


def test_reversed_channels_need_no_copy(small_network, data):
    assert np.array_equal(small_network.forward(data[:, ::-1], END), small_network.forward(data[:, ::-1].copy(), END))


def test_layers_of_one_name_keep_their_own_weights():
    network = build(inner_product("fc", "data", "a", [[2]]), inner_product("fc", "a", "b", [[5]]))
    assert network.forward(np.ones((1, 1), np.float32), "b") == 10


def test_the_shapes_of_blobs_are_those_that_are_computed(small_network, data):
    shapes = small_network.blobs(data.shape)
    assert list(shapes) == list(small_network.spec.blob_names())
    assert shapes == {name: small_network.forward(data, name).shape for name in shapes}


def test_blobs_that_an_input_does_not_lead_to_are_left_out():
    network = build(
        LayerSpec("relu", "ReLU", ("data",), ("relu",)),
        LayerSpec("mystery", "Mystery", ("relu",), ("mystery",)),
        LayerSpec("after", "ReLU", ("mystery",), ("after",)),
        LayerSpec("veiled", "ReLU", ("data",), ("veiled",)),
        LayerSpec("veil", "Mystery", ("veiled",), ("veiled",)),
        LayerSpec("join", "Concat", ("relu", "label"), ("join",)),
        inner_product("fits", "relu", "fits", np.ones((5, 12))),
        inner_product("fits_not", "relu", "fits_not", np.ones((5, 13))),
        LayerSpec("no_weights", "InnerProduct", ("relu",), ("no_weights",)),
        inputs=("data", "label"),
    )
    assert network.blobs((1, 3, 2, 2)) == {"data": (1, 3, 2, 2), "relu": (1, 3, 2, 2), "fits": (1, 5)}


def test_what_is_not_needed_may_be_unsupported():
    layers = (LayerSpec("relu", "ReLU", ("data",), ("relu",)), LayerSpec("odd", "Odd", ("relu",), ("odd",), line=12))
    network = build(*layers)
    assert network.forward(np.ones((1, 1, 1, 1), np.float32), "relu") == 1
    with pytest.raises(UnsupportedLayerError, match=r"layer 'odd' \(Odd, line 12\): dreamstream does not compute"):
        network.forward(np.ones((1, 1, 1, 1), np.float32), "odd")


@pytest.mark.parametrize(
    ("shape", "error", "message"),
    [
        ((1, 4, 24, 30), WeightsError, r"'conv1' \(Convolution, line 3\).* are for 3 channels.*'data' has 4"),
        ((1, 3, 2, 30), ModelError, r"'pool1' \(Pooling, line 5\) needs .* 2x2, not 15x1: the picture is too small"),
        ((1, 3, 0, 30), ModelError, "the picture is too small"),
    ],
)
def test_data_that_do_not_fit_are_refused(small_network, shape, error, message):
    with pytest.raises(error, match=message):
        small_network.forward(np.zeros(shape, np.float32), END)
    with pytest.raises(error, match=message):
        small_network.shape(shape, END)


def test_a_diff_of_another_shape_is_refused(small_network, data):
    with pytest.raises(ModelError, match=r"top_diff is \(1, 3, 24, 30\), the activation of 'mix/output' \(1, 36"):
        small_network.gradient(data, END, data)


def test_an_unknown_layer_names_its_neighbour(small_network, data):
    with pytest.raises(UnknownNameError, match="did you mean 'mix/output'"):
        small_network.forward(data, "mix/outputs")


def test_layers_without_weights_are_refused():
    network = build(LayerSpec("conv", "Convolution", ("data",), ("conv",), {"num_output": 2}, line=3))
    with pytest.raises(WeightsError, match=r"'conv' \(Convolution, line 3\) needs 2 weight blobs, .* holds 0"):
        network.forward(np.zeros((1, 3, 8, 8), np.float32), "conv")


@pytest.mark.parametrize(("precision", "error"), [("float16", 0.05), ("bfloat16", 0.3)])
def test_half_precision_points_the_same_way(golden, small_network, data, precision, error):
    # Activations of several hundred, whose squares float16 can't hold, pass through this network's LRN.
    data = 2 * data
    assert np.abs(small_network.forward(data, "pool1")).max() > 256
    network = Network(golden("nets/dream_loop").spec, device="cpu", precision=precision)
    _, gradient = network.gradient(data, END)
    _, exact = small_network.gradient(data, END)
    assert gradient.dtype == np.float32
    assert np.linalg.norm(gradient - exact) < error * np.linalg.norm(exact)


def test_an_objectives_diff_of_another_shape_is_refused(small_network, data):
    with pytest.raises(ModelError, match=r"top_diff is \(1, 1, 1, 1\), the activation of"):
        small_network.differentiate(torch.from_numpy(data), END, lambda _: torch.ones(1, 1, 1, 1))


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError(),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 7 bytes.\nat x"),
        RuntimeError("could not create a primitive"),
        RuntimeError("CUDA error: out of memory\nCompile with ..."),
        RuntimeError("MPS backend out of memory (MPS allocated: 5.56 GB, other allocations: 1.10 GB)"),
        RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
        RuntimeError("GET was unable to find an engine to execute this computation"),
    ],
)
def test_a_full_memory_is_told_in_a_sentence(small_network, data, monkeypatch, error):
    def fill(*_):
        raise error

    monkeypatch.setattr(small_network, "_run", fill)
    with pytest.raises(
        OutOfMemoryError, match=r"a picture of 30x24 does not fit into the memory of .*; make it smaller"
    ):
        small_network.gradient(data, END)


IN_PLACE = """
input: "data"
layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
        convolution_param { num_output: 2 kernel_size: 1 bias_term: false } }
layer { name: "bn" type: "BatchNorm" bottom: "conv" top: "conv" batch_norm_param { eps: 0.5 } }
layer { name: "scale" type: "Scale" bottom: "conv" top: "conv" scale_param { bias_term: true } }
layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
layer { name: "next" type: "Power" bottom: "conv" top: "next" power_param { scale: 3 } }
"""


def test_every_layer_of_an_in_place_chain_is_an_end_of_its_own(tmp_path, rng):
    path = tmp_path / "net.prototxt"
    path.write_text(IN_PLACE)
    weights = {
        "conv": (rng.standard_normal((2, 3, 1, 1)),),
        "bn": (np.array([3, -2]), np.array([8, 18]), np.array([2])),
        "scale": (np.array([2, -0.7]), np.array([0.3, 1])),
    }
    spec = caffe.load(path)
    layers = (replace(each, weights=tuple(map(np.float32, weights.get(each.name, ())))) for each in spec.layers)
    network = build(*layers)
    data = rng.standard_normal((1, 3, 4, 5)).astype(np.float32)

    def column(values):
        return np.reshape(values, (1, 2, 1, 1))

    kernel = weights["conv"][0][:, :, 0, 0]
    slope = 1 / column(np.sqrt(np.array([4, 9]) + 0.5))
    values = {"conv": np.einsum("oc,nchw->nohw", kernel, data)}
    values["bn"] = (values["conv"] - column([1.5, -1])) * slope
    values["scale"] = values["bn"] * column([2, -0.7]) + column([0.3, 1])
    values["relu"] = np.maximum(values["scale"], 0)
    values["next"] = 3 * values["relu"]
    slopes = {"conv": 1, "bn": slope, "scale": slope * column([2, -0.7])}
    slopes["relu"] = slopes["scale"] * (values["scale"] > 0)
    slopes["next"] = 3 * slopes["relu"]

    for end, expected in values.items():
        top_diff = rng.standard_normal(expected.shape).astype(np.float32)
        activation, gradient = network.gradient(data, end, top_diff)
        assert np.allclose(activation, expected, atol=1e-5), end
        assert np.allclose(gradient, np.einsum("oc,nohw->nchw", kernel, top_diff * slopes[end]), atol=1e-5), end
