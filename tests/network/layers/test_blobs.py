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
