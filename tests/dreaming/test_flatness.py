"""A late frame is dreamed with no more than an early one: nothing grows, and nothing is built again."""

import gc
import logging
from fractions import Fraction

import numpy as np
import pytest
import torch

from dreamstream.distortions import Chain, Zoom
from dreamstream.dreaming import ColourLock, Dreamer, DreamSettings, Evolution, Octaves, Target
from dreamstream.frame import Frame
from dreamstream.network import fusion
from dreamstream.schedule import Cycle

TARGETS = Cycle((Target("mix/output"), Target("conv1")), 5)
STILL = {"lock": ColourLock(0.5), "evolution": Evolution((Target("conv1"),), (), 10, 0.6)}
VIDEO = {"blend": 0.5, "is_carried_by_flow": True, "strength": 0.5}


@pytest.fixture
def pictures(rng):
    """Two pictures that take turns, as a video's frames."""
    return rng.integers(0, 256, (2, 24, 32, 3), dtype=np.uint8)


def held(network):
    """Return how much there is that could grow: live tensors, all objects, and what the network has made."""
    gc.collect()
    objects = gc.get_objects()
    tensors = sum(issubclass(type(each), torch.Tensor) for each in objects)
    made = [len(cache) for cache in vars(network).values() if isinstance(cache, dict)]
    return tensors, len(objects), made


@pytest.mark.parametrize("settings", [STILL, VIDEO], ids=["still", "video"])
def test_nothing_grows_from_frame_to_frame(small_network, pictures, settings, monkeypatch, caplog):
    # What it tells of its evolution is kept by pytest.
    caplog.set_level(logging.ERROR, "dreamstream")
    network = small_network
    dreamer = Dreamer(network, DreamSettings(TARGETS, Octaves(2, 1.4, 1), jitter=4, **settings), Chain([Zoom()]))

    def dream(frames):
        for index in frames:
            dreamer(Frame(pictures[index % 2], index, Fraction(index, 24)))

    dream(range(50))
    before = held(network)
    monkeypatch.setattr(fusion.Work, "build", None)
    dream(range(50, 250))
    tensors, objects, made = held(network)
    assert (tensors, made) == (before[0], before[2])
    # A few are the interpreter's own.
    assert objects <= before[1] + 20
