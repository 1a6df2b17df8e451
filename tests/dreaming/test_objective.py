"""An objective's diff is its derivative."""

import pytest
import torch

from dreamstream.dreaming import L2, Channels


@pytest.mark.parametrize(
    ("objective", "value"),
    [
        (L2(), lambda activation: activation.square().sum() / 2),
        (Channels((0, 2)), lambda activation: activation[:, [0, 2]].square().sum() / 2),
    ],
)
@pytest.mark.parametrize("shape", [(1, 4, 3, 5), (1, 4)])
def test_the_diff_is_the_derivative_of_the_objective(objective, value, shape):
    activation = torch.randn(shape, generator=torch.Generator().manual_seed(0)).requires_grad_()
    (expected,) = torch.autograd.grad(value(activation), activation)
    before = activation.detach().clone()
    assert torch.equal(objective.top_diff(activation.detach()), expected)
    assert torch.equal(activation, before)
