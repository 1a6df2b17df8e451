"""A lock does the same wherever it is computed, and looks at a picture that comes again once."""

import numpy as np
import pytest
import torch
from device_only import DeviceOnly

from dreamstream.dreaming import ColourLock, locking
from dreamstream.dreaming.lab_on_device import device_statistics, to_lab
from dreamstream.dreaming.locking import Locking
from dreamstream.lab import lab_statistics
from dreamstream.network.preprocessing import to_network

CPU = torch.device("cpu")


@pytest.fixture
def pictures(rng):
    """Return a dream and what it is locked to."""
    coarse = rng.uniform(0, 255, (2, 6, 8, 3)).astype(np.float32)
    dream, reference = coarse.repeat(8, 1).repeat(8, 2)
    return dream, reference.astype(np.uint8)


@pytest.fixture
def data(small_network, pictures):
    return to_network(pictures[0], small_network.mean_bgr, CPU)


@pytest.mark.parametrize("lock", [ColourLock(), ColourLock(1.0, 9.0, 0.7), ColourLock(0.3, 0.5, 2.0)], ids=str)
def test_a_card_locks_as_a_processor_does(small_network, pictures, data, monkeypatch, lock):
    dream, reference = pictures
    expected = lock(dream, lab_statistics(reference.astype(np.float32)))
    assert np.array_equal(Locking(small_network)(lock, data, reference), expected)
    monkeypatch.setattr(locking, "copies_by_itself", lambda _: True)
    found = Locking(small_network)(lock, data, reference)
    # OpenCV's tables are coarse where colours are strong.
    np.testing.assert_allclose(found, expected, atol=2.0)
    assert np.abs(found - expected).mean() < 0.5


@pytest.mark.parametrize("on_card", [False, True], ids=["processor", "card"])
def test_the_colours_of_a_picture_that_comes_again_are_looked_at_once(
    small_network, pictures, data, monkeypatch, on_card
):
    looked, name = [], "device_statistics" if on_card else "lab_statistics"
    look = getattr(locking, name)
    monkeypatch.setattr(locking, name, lambda colours: looked.append(1) or look(colours))
    monkeypatch.setattr(locking, "copies_by_itself", lambda _: on_card)
    lock, apply, another = ColourLock(1.0), Locking(small_network), 255 - pictures[1]
    first = apply(lock, data, pictures[1])
    assert np.array_equal(apply(lock, data, pictures[1]), first)
    assert len(looked) == 1
    assert not np.array_equal(apply(lock, data, another), first)
    assert len(looked) == 2


def test_a_card_is_not_waited_for():
    rgb = torch.empty(3, 100, device="meta")
    with DeviceOnly("meta") as asked:
        ColourLock().on_device(rgb, device_statistics(to_lab(rgb)))
    assert asked.calls
