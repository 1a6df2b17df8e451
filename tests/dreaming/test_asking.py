"""What is asked of the network for several pictures at once is answered as if each had asked alone."""

import pytest
import torch

from dreamstream.dreaming.asking import Asked, alone, answer, answer_together
from dreamstream.dreaming.objectives import L2, Channels, Diff

END = "mix/output"
ONE = ((END, Diff(L2())),)
SEVERAL = (("conv1", Diff(Channels((1, 2)))), (END, Diff(L2(), torch.tensor(0.5))))


class Steepest:
    """Another package's objective, which looks at the whole of what it is given."""

    def top_diff(self, activation):
        assert activation.shape[0] == 1
        return activation * (activation == activation.max())


def asked(goals, one_by_one=False, seed=0):
    return Asked(50 * torch.randn(1, 3, 24, 30, generator=torch.manual_seed(seed)), goals, one_by_one)


@pytest.mark.parametrize(("goals", "one_by_one"), [(ONE, False), (SEVERAL, False), (SEVERAL, True), (ONE, True)])
def test_each_has_the_gradients_that_it_has_alone(small_network, goals, one_by_one):
    several = [asked(goals, one_by_one, seed) for seed in range(3)]
    for ours, each in zip(answer_together(small_network, several), several, strict=True):
        expected = answer(small_network, each)
        assert len(ours) == len(expected)
        for gradient, other in zip(ours, expected, strict=True):
            assert torch.allclose(gradient, other, rtol=1e-4, atol=1e-5 * other.abs().max())


def test_objectives_may_differ_and_see_one_picture_each(small_network):
    objectives = Steepest(), L2(), Channels((3,))
    several = [asked(((END, Diff(each)),), seed=seed) for seed, each in enumerate(objectives)]
    for (ours,), each in zip(answer_together(small_network, several), several, strict=True):
        (expected,) = answer(small_network, each)
        assert torch.allclose(ours, expected, rtol=1e-4, atol=1e-5 * expected.abs().max())


def test_who_asks_nothing_is_at_the_end_already(small_network):
    def awake():
        return 7
        yield

    assert alone(awake(), small_network) == 7
