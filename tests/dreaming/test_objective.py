"""An objective's diff is its derivative."""

import pytest
import torch

from dreamstream.dreaming import L2, Channels, Guide, objective


@pytest.mark.parametrize(
    ("goal", "value"),
    [
        (L2(), lambda activation: activation.square().sum() / 2),
        (Channels((0, 2)), lambda activation: activation[:, [0, 2]].square().sum() / 2),
    ],
)
@pytest.mark.parametrize("shape", [(1, 4, 3, 5), (1, 4)])
def test_the_diff_is_the_derivative_of_the_objective(goal, value, shape):
    activation = torch.randn(shape, generator=torch.Generator().manual_seed(0)).requires_grad_()
    (expected,) = torch.autograd.grad(value(activation), activation)
    before = activation.detach().clone()
    assert torch.equal(goal.top_diff(activation.detach()), expected)
    assert torch.equal(activation, before)


@pytest.mark.parametrize("shape", [(1, 4, 3, 5), (1, 4)])
def test_a_guide_draws_each_place_towards_its_own_most_alike(shape, monkeypatch):
    monkeypatch.setattr(objective, "_PLACES_AT_ONCE", 2)
    generator = torch.Generator().manual_seed(0)
    activation = torch.randn(shape, generator=generator)
    features = torch.randn((1, 4, 7, 2), generator=generator)
    diff = Guide(features).top_diff(activation).reshape(4, -1)
    for place, towards in zip(activation.reshape(4, -1).T, diff.T, strict=True):
        candidates = features.reshape(4, -1).T
        assert torch.equal(towards, candidates[(candidates @ place).argmax()])
