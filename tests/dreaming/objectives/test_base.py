"""An objective as a network takes it."""

import pytest
import torch

from dreamstream.dreaming.objectives import L2, Channels, Diff, Guide, Logit


class Evenness:
    """Compares places."""

    def top_diff(self, activation):
        return activation.mean((2, 3), keepdim=True) - activation


def test_a_diff_is_the_objectives_times_its_factor():
    activation = torch.arange(8.0).view(1, 2, 2, 2)
    assert torch.equal(Diff(L2())(activation), activation)
    assert torch.equal(Diff(Channels((1,)), torch.tensor(-2.0))(activation)[0, 1], -2 * activation[0, 1])


@pytest.mark.parametrize(
    "objective", [L2(), Channels((0,)), Logit((0,)), Guide(torch.eye(2).view(1, 2, 2, 1))], ids=str
)
def test_what_says_that_places_do_not_matter_to_each_other_keeps_its_word(objective):
    assert Diff(objective).is_local
    activation = torch.randn(1, 2, 5, 6, generator=torch.Generator().manual_seed(0))
    assert torch.equal(Diff(objective)(activation)[..., 1:3, 2:], Diff(objective)(activation[..., 1:3, 2:]))


def test_what_says_nothing_is_taken_to_compare_places():
    assert not Diff(Evenness()).is_local
