"""The mean is a mean, and no cut of the sum into parts shows in it."""

import pytest
import torch

from dreamstream.dreaming.mean import mean_of
from dreamstream.network.threads import computing_on


def test_it_is_the_mean():
    values = torch.arange(24.0).view(1, 2, 3, 4)
    assert mean_of(values) == pytest.approx(11.5)


def test_it_is_the_same_on_any_number_of_threads(rng):
    values = torch.tensor(rng.normal(size=(1, 3, 200, 300)), dtype=torch.float32)
    means = []
    for threads in (1, 2, 3, 5):
        with computing_on(threads):
            means.append(mean_of(values).item())
    assert len(set(means)) == 1
