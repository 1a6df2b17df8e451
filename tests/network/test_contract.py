"""What every engine promises, ours and the original where it is installed."""

import threading
from pathlib import Path

import numpy as np
import pytest
import torch

from dreamstream.caffe.pycaffe import import_caffe
from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError, UnknownNameError, UnsupportedLayerError, UsageError
from dreamstream.network import CaffeNetwork, Network

FOLDER = Path(__file__).parents[1] / "golden"
GOLDEN = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("[fl]*/*.npz"))
KNOWN_TO_STAND_IN = {"formats/v1_format"} | {
    f"layers/{name}"
    for name in (
        *("concat_slice", "convolution", "convolution_group", "convolution_rect", "dropout"),
        *("end_before_inplace_relu", "inner_product", "inplace_relu", "lrn_across", "pool_ave_pad", "pool_global"),
        *("pool_max_ceil", "pool_max_ties", "prelu", "prelu_shared", "residual_inplace", "scale", "softmax"),
    )
}
END = "mix/output"


@pytest.fixture(params=["torch", "caffe", "stand-in"])
def engine(request):
    if request.param == "stand-in":
        request.getfixturevalue("stand_in")
    if request.param == "caffe":
        try:
            import_caffe()
        except UsageError as reason:
            pytest.skip(str(reason))
    return request.param


@pytest.fixture
def run(engine):
    kind = Network if engine == "torch" else CaffeNetwork
    return lambda spec: kind(spec, device="cpu", precision="float32")


@pytest.fixture
def tiny(run, golden):
    return run(golden("nets/dream_loop").spec)


@pytest.fixture
def data(rng):
    return (50 * rng.standard_normal((1, 3, 24, 30))).astype(np.float32)


def relative(ours, theirs):
    return np.linalg.norm(ours - theirs) / np.linalg.norm(theirs)


def test_activations_and_gradients_are_the_originals(engine, run, golden):
    errors = {}
    for case in KNOWN_TO_STAND_IN if engine == "stand-in" else GOLDEN:
        net = golden(case)
        results = run(net.spec).gradient(net["data"], str(net["end"]), net["top_diff"])
        expected = net["activation"], net["gradient"]
        assert [each.shape for each in results] == [each.shape for each in expected]
        errors[case] = max(map(relative, results, expected))
    assert {case: error for case, error in errors.items() if not error < 1e-4} == {}


@pytest.mark.parametrize("end", ["conv1", "relu1", "pool1", "norm1", "mix/3x3", "mix/pool", END])
def test_every_end_of_an_inception_like_network_is_ours(tiny, small_network, data, end):
    activation, gradient = tiny.gradient(data, end)
    expected, expected_gradient = small_network.gradient(data, end)
    assert relative(activation, expected) < 1e-5
    assert relative(gradient, expected_gradient) < 1e-5
    assert np.array_equal(tiny.forward(data, end), activation)


def test_several_objectives_are_differentiated_together_and_one_by_one(tiny, small_network, data):
    # conv1 comes before its in-place ReLU and twice, relu1 after it.
    goals = [("conv1", torch.sign), (END, lambda activation: -2 * activation), ("relu1", torch.ones_like)]
    goals.append(("conv1", lambda activation: activation / 3))
    tensor = torch.from_numpy(data)
    expected = [small_network.differentiate(tensor, end, top_diff)[1].numpy() for end, top_diff in goals]
    for ours, alone in zip(tiny.differentiate_each(tensor, goals), expected, strict=True):
        assert relative(ours.numpy(), alone) < 1e-5
    assert relative(tiny.differentiate_many(tensor, goals).numpy(), np.sum(expected, axis=0)) < 1e-5


def test_neither_other_ends_nor_other_sizes_leave_a_trace(run, golden, data):
    spec = golden("nets/dream_loop").spec
    tiny = run(spec)
    for end, rows in ((END, 24), ("mix/1x1", 12), (END, 12), ("conv1", 24), ("mix/1x1", 24), (END, 18)):
        result = tiny.gradient(data[:, :, :rows], end)
        for ours, fresh in zip(result, run(spec).gradient(data[:, :, :rows], end), strict=True):
            assert np.array_equal(ours, fresh)


def test_the_gradient_of_the_input_itself_is_the_diff(tiny, data):
    activation, gradient = tiny.gradient(data, "data", 2 * data)
    assert np.array_equal(activation, data)
    assert np.array_equal(gradient, 2 * data)


def test_results_are_kept_and_the_input_is_left_alone(tiny, data):
    given = data[:, ::-1].copy()
    before = tiny.gradient(given, END)
    kept = [each.copy() for each in before]
    tiny.gradient(2 * data, END)
    assert all(map(np.array_equal, before, kept))
    assert np.array_equal(given, data[:, ::-1])
    assert np.array_equal(tiny.forward(data[:, ::-1], END), kept[0])


def test_another_thread_gets_the_same(tiny, data):
    results = []
    thread = threading.Thread(target=lambda: results.append(tiny.forward(data, END)))
    thread.start()
    thread.join()
    assert np.array_equal(results[0], tiny.forward(data, END))


@pytest.mark.parametrize(
    ("shape", "end", "error", "message"),
    [
        ((1, 4, 24, 30), END, ModelError, "'conv1' .* for 3 channels"),
        ((1, 3, 2, 30), END, ModelError, "the picture is too small"),
        ((1, 3, 24, 30), "mix/outputs", UnknownNameError, "did you mean 'mix/output'"),
    ],
)
def test_what_does_not_fit_is_refused(tiny, shape, end, error, message):
    for call in (tiny.forward, tiny.gradient):
        with pytest.raises(error, match=message):
            call(np.zeros(shape, np.float32), end)


def test_a_diff_of_another_shape_is_refused(tiny, data):
    with pytest.raises(ModelError, match=r"top_diff is \(1, 3, 24, 30\), the activation of 'mix/output' \(1, 36"):
        tiny.gradient(data, END, data)


def test_what_has_no_gradient_says_so(run, data):
    network = run(NetworkSpec("net", {"data": ()}, (LayerSpec("it", "Threshold", ("data",), ("it",)),)))
    assert set(np.unique(network.forward(data, "it"))) == {0, 1}
    with pytest.raises(UnsupportedLayerError, match="has no gradient"):
        network.gradient(data, "it")
