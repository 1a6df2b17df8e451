"""The usual way computes the same, else a comparison with it would say nothing."""

import numpy as np
import pytest
import torch

from dreamstream.benchmark.peers import PeersNetwork, classic_frame
from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import UnsupportedLayerError


def test_the_usual_way_finds_the_same_gradient(small_network, rng):
    data = (50 * rng.standard_normal((1, 3, 24, 30))).astype(np.float32)
    peers = PeersNetwork(small_network.spec, "mix/output", torch.device("cpu"))
    _, expected = small_network.gradient(data, "mix/output")
    for _ in range(2):
        assert np.linalg.norm(peers.gradient(data) - expected) < 1e-4 * np.linalg.norm(expected)


def test_the_usual_loop_climbs_every_octave(rng):
    seen = []

    def gradient(data):
        seen.append(data.shape[2:])
        return np.ones_like(data)

    data = rng.uniform(-50, 50, (1, 3, 12, 20)).astype(np.float32)
    dreamed = classic_frame(gradient, data, [(6, 10), (12, 20)], iterations=2)
    assert seen == [(6, 10), (6, 10), (12, 20), (12, 20)]
    # Four steps of 1.5 grey levels up, everywhere.
    assert np.allclose(dreamed - data, 6, atol=1e-4)


def test_what_the_usual_way_lacks_is_refused():
    spec = NetworkSpec("net", {"data": ()}, (LayerSpec("it", "ELU", ("data",), ("it",)),))
    with pytest.raises(UnsupportedLayerError, match=r"layer 'it' \(ELU\) can't be compared: .* Convolution, "):
        PeersNetwork(spec, "it", torch.device("cpu"))
