import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from dreamstream.caffe.pycaffe import CaffeNet, import_caffe
from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError, UsageError, WeightsError

DATA = np.float32([1, -2, 3, 5]).reshape(1, 4, 1, 1)
STAND_IN = Path(__file__).parent / "stand_in"


def network(*layers):
    return NetworkSpec("net", {"data": DATA.shape}, layers)


def layer(name, kind, *tops, bottom="data", weights=(), **params):
    defaults = {"Slice": {"axis": 1}, "InnerProduct": {"bias_term": False, "num_output": 2}}
    arrays = tuple(np.asarray(each, np.float32) for each in weights)
    return LayerSpec(name, kind, (bottom,), tops or (name,), {**defaults.get(kind, {}), **params}, arrays)


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        (None, r"\(import of caffe halted.*\)"),
        (ModuleType("caffe"), r"\(what Python finds as 'caffe' is something else\)"),
    ],
)
def test_without_pycaffe_one_sentence_says_what_is_needed_and_what_needs_nothing(monkeypatch, module, reason):
    monkeypatch.setitem(sys.modules, "caffe", module)
    sentence = rf"engine 'caffe' needs BVLC Caffe's Python module, .* {reason}; the default engine, 'torch', needs no"
    with pytest.raises(UsageError, match=sentence):
        import_caffe()


def test_a_pycaffe_that_does_not_load_is_told_in_one_sentence(stand_in, monkeypatch, tmp_path):
    (tmp_path / "caffe.py").write_text("raise TypeError('Descriptors are too old.\\n\\nRegenerate them.')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "caffe")
    with pytest.raises(UsageError, match=r"can't be loaded here \(Descriptors are too old\.\); the default engine"):
        import_caffe()


@pytest.mark.parametrize(("before", "level"), [(None, "2"), ("0", "0")])
def test_caffe_loads_with_its_log_of_every_layer_off_unless_it_is_wanted(stand_in, monkeypatch, before, level):
    monkeypatch.syspath_prepend(STAND_IN)
    monkeypatch.delitem(sys.modules, "caffe")
    monkeypatch.delenv("GLOG_minloglevel")
    if before is not None:
        monkeypatch.setenv("GLOG_minloglevel", before)
    assert import_caffe().log_level == level


def test_the_value_and_the_gradient_come_back(stand_in):
    net = CaffeNet(stand_in, network(layer("relu", "ReLU")), "relu")
    assert net.forward(DATA).ravel().tolist() == [1, 0, 3, 5]
    assert net.backward(2 * DATA).ravel().tolist() == [2, 0, 6, 10]


def test_every_thread_is_told_where_to_compute(stand_in):
    net = CaffeNet(stand_in, network(layer("relu", "ReLU")), "relu", gpu=1)
    for call in (net.forward, net.backward):
        thread = threading.Thread(target=call, args=(DATA,))
        thread.start()
        thread.join()
    assert stand_in.passes == [("gpu", 1)] * 2


def test_a_layer_may_make_a_vector(stand_in):
    net = CaffeNet(stand_in, network(layer("fc", "InnerProduct", weights=[[[1, 0, 0, 1], [0, 1, 0, 0]]])), "fc")
    assert net.forward(DATA).tolist() == [[6, -2]]
    assert net.backward(np.float32([[1, 10]])).ravel().tolist() == [1, 10, 0, 1]


def test_nothing_that_lies_in_a_diff_shows(stand_in):
    halves = layer("halves", "Slice", "first", "second", slice_point=(1,))
    net = CaffeNet(stand_in, network(halves, layer("top", "ReLU", bottom="second")), "top")
    net.forward(DATA)
    for blob in net._net.blobs.values():
        blob.diff[...] = 1000
    assert net.backward(np.ones((1, 3, 1, 1), np.float32)).ravel().tolist() == [0, 0, 1, 1]


def test_data_may_change_their_size(stand_in):
    net = CaffeNet(stand_in, network(layer("relu", "ReLU"), layer("again", "ReLU", bottom="relu")), "again")
    for columns in (1, 5, 2):
        data = np.arange(columns * 4, dtype=np.float32).reshape(1, 4, 1, columns)
        assert np.array_equal(net.forward(data), data)
        assert np.array_equal(net.backward(data + 1), (data + 1) * (data > 0))


@pytest.mark.parametrize("shape", [(4,), (1, 4), (1, 4, 1, 1)])
def test_weights_are_put_into_caffes_own_dimensions(stand_in, shape):
    prelu = layer("prelu", "PReLU", weights=[np.full(shape, 0.5)])
    assert CaffeNet(stand_in, network(prelu), "prelu").forward(DATA).ravel().tolist() == [1, -1, 3, 5]


@pytest.mark.parametrize("weights", [[], [[1.0]], [np.ones(4), np.ones(4)]])
def test_weights_that_do_not_fit_are_refused(stand_in, weights):
    with pytest.raises(WeightsError, match=r"layer 'prelu' has weight blobs of .* numbers, in Caffe it needs \[4\]"):
        CaffeNet(stand_in, network(layer("prelu", "PReLU", weights=weights)), "prelu")


@pytest.mark.parametrize(("kind", "error"), [("ReLU", None), ("Odd", "Fatal"), ("LRN", ModelError)])
def test_no_file_stays_behind(stand_in, monkeypatch, tmp_path, kind, error):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    it = layer("it", kind, local_size=5, size=5) if kind == "LRN" else layer("it", kind)
    if error is None:
        CaffeNet(stand_in, network(it), "it")
    else:
        with pytest.raises(stand_in.Fatal if error == "Fatal" else error):
            CaffeNet(stand_in, network(it), "it")
    assert not list(tmp_path.iterdir())
    assert all(Path(path).is_relative_to(tmp_path) for path in stand_in.nets)


def test_caffe_gets_the_shape_of_the_data_and_never_weights_of_a_file(stand_in, golden):
    spec = golden("nets/dream_loop").spec
    net = CaffeNet(stand_in, replace(spec, inputs={"data": (1, 3, 9, 11)}), "mix/output")
    assert net._net.blobs["data"].data.shape == (1, 3, 9, 11)
    loaded = {name: [blob.data.tolist() for blob in blobs] for name, blobs in net._net.params.items()}
    assert loaded == {each.name: [array.tolist() for array in each.weights] for each in spec.layers if each.weights}
