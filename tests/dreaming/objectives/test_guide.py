"""Each place goes towards its like, however large guide and picture are."""

import pytest
import torch

from dreamstream.dreaming import Guide
from dreamstream.dreaming.objectives import guide


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(guide, "_PLACES_AT_ONCE", 2)
    monkeypatch.setattr(guide, "_VALUES_AT_ONCE", 6)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("shape", [(1, 4, 3, 5), (1, 4)])
def test_each_place_is_drawn_towards_its_own_most_alike(shape):
    generator = torch.Generator().manual_seed(0)
    activation = torch.randn(shape, generator=generator)
    features = torch.randn((1, 4, 7, 2), generator=generator)
    diff = Guide(features).top_diff(activation).reshape(4, -1)
    for place, towards in zip(activation.reshape(4, -1).T, diff.T, strict=True):
        candidates = features.reshape(4, -1).T
        assert torch.equal(towards, candidates[(candidates @ place).argmax()])


@pytest.mark.usefixtures("small_chunks")
def test_of_equals_the_first_is_taken_wherever_they_are():
    # Alike along the first channel alone; the second tells them apart.
    features = torch.stack([torch.tensor([1.0, 3, 2, 3, 3, 1, 3, 3]), torch.arange(8.0)])[None, :, None]
    diff = Guide(features).top_diff(torch.tensor([[[[2.0, 1]], [[0, 0]]]]))
    assert torch.equal(diff, torch.tensor([[[[3.0, 3]], [[1, 1]]]]))


def test_no_matrix_is_larger_than_the_limit(monkeypatch):
    largest = 0
    product = torch.Tensor.__matmul__

    def measured(left, right):
        nonlocal largest
        result = product(left, right)
        largest = max(largest, result.numel())
        return result

    monkeypatch.setattr(guide, "_VALUES_AT_ONCE", 2**14)
    monkeypatch.setattr(torch.Tensor, "__matmul__", measured)
    Guide(torch.randn(1, 2, 60, 50)).top_diff(torch.randn(1, 2, 40, 50))
    assert 2**13 < largest <= 2**14
