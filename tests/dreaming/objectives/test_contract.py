"""What every objective promises: its diff is its derivative, and the activation is left alone."""

import pytest
import torch

from dreamstream.dreaming import L2, Channels, Guide, Logit

FEATURES = torch.randn((1, 4, 7, 2), generator=torch.Generator().manual_seed(1))


def likeness(activation):
    places = activation.reshape(4, -1)
    return (places.T @ FEATURES.reshape(4, -1)).max(1).values.sum()


OBJECTIVES = [
    (L2(), lambda activation: activation.square().sum() / 2),
    (Channels((0, 2)), lambda activation: activation[:, [0, 2]].square().sum() / 2),
    (Logit((3, 1)), lambda activation: activation[:, [1, 3]].sum()),
    (Guide(FEATURES), likeness),
]


@pytest.mark.parametrize(("objective", "value"), OBJECTIVES, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("shape", [(1, 4, 3, 5), (1, 4)])
def test_the_diff_is_the_derivative_of_the_objective(objective, value, shape):
    activation = torch.randn(shape, generator=torch.Generator().manual_seed(0)).requires_grad_()
    (expected,) = torch.autograd.grad(value(activation), activation)
    before = activation.detach().clone()
    assert torch.equal(objective.top_diff(activation.detach()), expected)
    assert torch.equal(activation, before)
