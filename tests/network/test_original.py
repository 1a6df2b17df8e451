"""What is peculiar to the original as an engine; what it shares with ours is in test_contract."""

import sys
import threading

import numpy as np
import pytest

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError, UnsupportedLayerError, UsageError
from dreamstream.network import CaffeNetwork, Network

DATA = np.ones((1, 3, 24, 30), np.float32)


@pytest.fixture
def spec(golden):
    return golden("nets/dream_loop").spec


@pytest.mark.parametrize(
    ("device", "place", "words"),
    [
        ("auto", ("cpu", 0), "the processor by BVLC Caffe, float32"),
        ("cpu", ("cpu", 0), "the processor by BVLC Caffe, float32"),
        ("cuda", ("gpu", 0), "GPU 0 by BVLC Caffe, float32"),
        ("cuda:1", ("gpu", 1), "GPU 1 by BVLC Caffe, float32"),
    ],
)
def test_caffe_computes_where_it_was_asked_to_in_every_thread(stand_in, spec, device, place, words):
    network = CaffeNetwork(spec, device=device)
    assert str(network.placement) == words
    network.forward(DATA, "pool1")
    thread = threading.Thread(target=network.gradient, args=(DATA, "pool1"))
    thread.start()
    thread.join()
    assert stand_in.passes == [place] * 3


def test_pictures_go_through_caffe_one_by_one(stand_in, spec):
    assert Network(spec, device="cpu").takes_together((4, 3, 24, 30), ("pool1",))
    assert not CaffeNetwork(spec).takes_together((4, 3, 24, 30), ("pool1",))


@pytest.mark.parametrize("device", ["mps", "cuda:", "cuda:x", "gpu", ""])
def test_a_device_that_caffe_has_not_is_refused(stand_in, spec, device):
    with pytest.raises(UsageError, match=f"engine 'caffe' has no device '{device}'; try auto, cpu, cuda or cuda:1"):
        CaffeNetwork(spec, device=device)


def test_there_is_only_float32(stand_in, spec):
    assert CaffeNetwork(spec, precision="auto").forward(DATA, "pool1").dtype == np.float32
    with pytest.raises(UsageError, match="engine 'caffe' computes in float32, not in bfloat16; leave the precision"):
        CaffeNetwork(spec, precision="bfloat16")


def test_without_caffe_the_network_is_refused_before_anything_runs(spec, monkeypatch):
    monkeypatch.setitem(sys.modules, "caffe", None)
    with pytest.raises(UsageError, match="engine 'caffe' needs BVLC Caffe's Python module"):
        CaffeNetwork(spec)


def test_an_end_has_one_net_for_all_sizes_and_the_ends_used_last_keep_theirs(stand_in, spec):
    network = CaffeNetwork(spec)
    for rows in (24, 12, 30):
        network.gradient(DATA[:, :, :rows], "conv1")
    assert len(stand_in.nets) == 1
    for end in ("pool1", "norm1", "mix/1x1", "conv1", "mix/3x3", "conv1"):
        network.forward(DATA, end)
    assert len(stand_in.nets) == 5
    network.forward(DATA, "pool1")
    assert len(stand_in.nets) == 6


def test_what_would_end_the_process_never_reaches_caffe(stand_in, spec):
    network = CaffeNetwork(NetworkSpec("net", {"data": ()}, (LayerSpec("it", "Threshold", ("data",), ("it",)),)))
    with pytest.raises(UnsupportedLayerError, match="has no gradient"):
        network.gradient(DATA, "it")
    with pytest.raises(ModelError, match="too small"):
        CaffeNetwork(spec).forward(DATA[:, :, :2], "mix/output")
    assert stand_in.nets == []


def test_a_blob_that_is_overwritten_and_read_elsewhere_is_refused(stand_in):
    layers = (
        LayerSpec("aside", "TanH", ("data",), ("aside",)),
        LayerSpec("relu", "ReLU", ("data",), ("data",)),
        LayerSpec("join", "Concat", ("data", "aside"), ("join",)),
    )
    network = CaffeNetwork(NetworkSpec("net", {"data": ()}, layers))
    with pytest.raises(ModelError, match="Caffe can't compute 'join': layer 'relu' overwrites the blob 'data'"):
        network.forward(DATA, "join")
    # Each alone is no trouble.
    assert network.forward(-DATA, "relu").max() == 0
    assert network.forward(-DATA, "aside").max() < 0
