"""A dream's steps may be taken on any number of threads, as long as no bit of it changes."""

from itertools import cycle

import numpy as np
import pytest
import torch

from dreamstream.dreaming import L2, Ascent, Goal, Octaves, climb
from dreamstream.dreaming.crew import Crew
from dreamstream.dreaming.dreamer import random_shift


@pytest.fixture
def on_two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def watched(small_network, monkeypatch):
    """The numbers of threads that gradients were taken on."""
    seen = []
    differentiate = type(small_network).differentiate_many

    def counted(network, data, goals):
        seen.append(torch.get_num_threads())
        return differentiate(network, data, goals)

    monkeypatch.setattr(type(small_network), "differentiate_many", counted)
    return seen


def dreams(network, stepper, frames=8):
    picture = np.random.default_rng(0).uniform(0, 255, (40, 48, 3)).astype(np.float32)
    # Two, so that all steps but an octave's first are asked for as sums.
    ascent = Ascent(network, (Goal("mix/output", L2()), Goal("conv1", L2())), 1.5, clip=True, stepper=stepper)
    return [climb(ascent, picture, Octaves(2, 1.4, 3), random_shift(0, frame, 4)) for frame in range(frames)]


@pytest.mark.usefixtures("on_two_threads")
def test_the_dream_is_that_of_one_step_after_the_other(small_network, watched):
    # Each time is as long as the one before, so nothing is clearly faster, and all are tried.
    clock = cycle(range(0, 1000, 1))
    tried = dreams(small_network, Crew(2, lambda: next(clock)))
    assert set(watched) == {1, 2}
    assert torch.get_num_threads() == 2
    assert all(map(np.array_equal, tried, dreams(small_network, None)))


@pytest.mark.usefixtures("on_two_threads")
def test_a_number_that_rounds_otherwise_is_never_taken(small_network, watched, monkeypatch):
    differentiate = type(small_network).differentiate

    def rounded(network, data, end, top_diff):
        activation, gradient = differentiate(network, data, end, top_diff)
        return activation, gradient * (1 if torch.get_num_threads() == 2 else 1.0001)

    monkeypatch.setattr(type(small_network), "differentiate", rounded)
    dreams(small_network, Crew(2))
    assert set(watched) == {2}


@pytest.mark.usefixtures("on_two_threads")
def test_what_breaks_off_leaves_the_threads_as_they_were(small_network, monkeypatch):
    crew = Crew(2, lambda: 0.0)
    dreams(small_network, crew, frames=2)

    def broken(network, data, goals):
        raise RuntimeError("broken")

    monkeypatch.setattr(type(small_network), "differentiate_many", broken)
    with pytest.raises(RuntimeError, match="broken"):
        dreams(small_network, crew, frames=1)
    assert torch.get_num_threads() == 2
