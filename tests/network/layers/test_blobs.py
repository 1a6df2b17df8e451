import numpy as np
import pytest

from dreamstream import caffe
from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError
from dreamstream.network import Network


def network(*layers):
    return Network(NetworkSpec("net", {"data": ()}, layers), device="cpu", precision="float32")


def test_the_gradients_of_a_splits_tops_add(rng):
    split = LayerSpec("split", "Split", ("data",), ("a", "b", "c"))
    data, top_diff = rng.random((1, 2, 3, 4), np.float32), rng.random((1, 4, 3, 4), np.float32)
    joined = network(split, LayerSpec("join", "Concat", ("a", "c"), ("join",)))
    activation, gradient = joined.gradient(data, "join", top_diff)
    assert np.array_equal(activation, np.concatenate([data, data], 1))
    assert np.allclose(gradient, top_diff[:, :2] + top_diff[:, 2:])


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("", (1, 6, 4, 5)),
        ("concat_param { axis: 2 }", (1, 3, 8, 5)),
        ("concat_param { axis: -1 }", (1, 3, 4, 10)),
        ("concat_param { concat_dim: 2 }", (1, 3, 8, 5)),
        ("concat_param { concat_dim: 1 }", (1, 6, 4, 5)),
    ],
)
def test_concat_takes_the_axis_in_either_spelling(tmp_path, text, shape):
    path = tmp_path / "net.prototxt"
    path.write_text(
        'input: "data" input_dim: 1 input_dim: 3 input_dim: 4 input_dim: 5 '
        f'layer {{ name: "it" type: "Concat" bottom: "data" bottom: "data" top: "it" {text} }}'
    )
    assert Network(caffe.load(path), device="cpu").shape((1, 3, 4, 5), "it") == shape


def test_blobs_that_do_not_fit_side_by_side_are_refused():
    pool = LayerSpec("pool", "Pooling", ("data",), ("pool",), {"kernel_size": 2, "stride": 2})
    join = LayerSpec("join", "Concat", ("data", "pool"), ("join",), line=9)
    with pytest.raises(ModelError, match=r"'join' \(Concat, line 9\) can't join blobs of the shapes .*\(1, 3, 2, 2\)"):
        network(pool, join).forward(np.zeros((1, 3, 4, 4), np.float32), "join")


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("", [(1, 2, 4, 5)] * 2),
        ("slice_param { slice_point: 1 }", [(1, 1, 4, 5), (1, 3, 4, 5)]),
        ("slice_param { axis: 2 }", [(1, 4, 2, 5)] * 2),
        ("slice_param { slice_dim: 2 slice_point: 3 }", [(1, 4, 3, 5), (1, 4, 1, 5)]),
        ("slice_param { axis: -1 slice_point: 4 }", [(1, 4, 4, 4), (1, 4, 4, 1)]),
    ],
)
def test_slices_are_even_unless_points_are_given(tmp_path, text, sizes):
    path = tmp_path / "net.prototxt"
    path.write_text(
        'input: "data" input_dim: 1 input_dim: 4 input_dim: 4 input_dim: 5 '
        f'layer {{ name: "it" type: "Slice" bottom: "data" top: "a" top: "b" {text} }}'
    )
    blobs = Network(caffe.load(path), device="cpu").blobs((1, 4, 4, 5))
    assert [blobs["a"], blobs["b"]] == sizes


def test_a_slice_that_is_not_read_has_no_gradient(rng):
    data, top_diff = rng.random((1, 5, 2, 2), np.float32), rng.random((1, 2, 2, 2), np.float32)
    cut = LayerSpec("cut", "Slice", ("data",), ("a", "b", "c"), {"slice_point": (1, 3)})
    activation, gradient = network(cut).gradient(data, "b", top_diff)
    assert np.array_equal(activation, data[:, 1:3])
    assert np.array_equal(gradient[:, 1:3], top_diff)
    assert not gradient[:, [0, 3, 4]].any()


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ((), r"can't cut the 5 values of axis 1 into 3 equal parts"),
        ((2,), r"3 tops need 2 slice points, not 1"),
        ((2, 2), r"can't cut the 5 values of axis 1 at \(2, 2\)"),
        ((2, 5), r"can't cut the 5 values of axis 1 at \(2, 5\)"),
    ],
)
def test_slices_without_values_are_refused(points, message):
    cut = LayerSpec("cut", "Slice", ("data",), ("a", "b", "c"), {"slice_point": points}, line=9)
    with pytest.raises(ModelError, match=rf"'cut' \(Slice, line 9\).* ?{message}"):
        network(cut).forward(np.zeros((1, 5, 2, 2), np.float32), "a")


def test_silence_keeps_no_network_from_running():
    relu = LayerSpec("relu", "ReLU", ("data",), ("relu",))
    silent = network(relu, LayerSpec("silence", "Silence", ("data", "relu"), ()))
    assert silent.blobs((1, 1, 2, 2)) == {"data": (1, 1, 2, 2), "relu": (1, 1, 2, 2)}
    with pytest.raises(ModelError, match="layer 'silence' of network 'net' makes no blob"):
        silent.forward(np.zeros((1, 1, 2, 2), np.float32), "silence")
