"""Regularisers pull where their derivatives say; smoothing leaves every octave as strong as the others."""

import pytest
import torch

from dreamstream.dreaming import Shaping
from dreamstream.dreaming.shaping import _BEND, equalised, towards_neighbours


@pytest.fixture
def data():
    return 40 * torch.randn((1, 3, 13, 18), generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def test_towards_the_neighbours_is_down_hubers_total_variation(data):
    leaf = data.requires_grad_()
    variation = sum(
        torch.nn.functional.huber_loss(difference, torch.zeros_like(difference), reduction="sum", delta=_BEND)
        for difference in (leaf.diff(dim=2), leaf.diff(dim=3))
    )
    (derivative,) = torch.autograd.grad(variation / _BEND, leaf)
    assert torch.allclose(towards_neighbours(data.detach()), -derivative)


def test_decay_leads_to_the_mean_colour(data):
    pull = Shaping(l2_decay=0.5).pull(data)
    assert torch.allclose(pull, -data * 0.5 / 128)


def test_pulls_add_up_and_nothing_pulls_unless_asked(data):
    both = Shaping(total_variation=0.2, l2_decay=0.1).pull(data)
    apart = Shaping(total_variation=0.2).pull(data) + Shaping(l2_decay=0.1).pull(data)
    assert torch.allclose(both, apart)
    assert Shaping(smooth_octaves=3).pull(data) is None


@pytest.mark.parametrize("wrong", [{"total_variation": -1}, {"l2_decay": -0.1}, {"smooth_octaves": -1}])
def test_weights_below_0_are_refused(wrong):
    with pytest.raises(ValueError, match="regularisers and smoothing begin at 0"):
        Shaping(**wrong)


def wave(length, size=128):
    return torch.sin(torch.arange(size) * 2 * torch.pi / length).expand(1, 3, size, size).clone()


def strength(data, length):
    return (data * wave(length)).mean() / wave(length).square().mean()


def test_octaves_of_any_strength_come_out_alike():
    gradient = 100 * wave(4) + wave(32)
    smooth = equalised(gradient, 4)
    assert strength(gradient, 4) / strength(gradient, 32) > 99
    assert 0.4 < strength(smooth, 4) / strength(smooth, 32) < 2.5


def test_without_octaves_only_the_size_changes():
    gradient = 7 * wave(5)
    assert torch.allclose(equalised(gradient, 0), gradient / gradient.square().mean().sqrt())


def test_what_is_nothing_stays_nothing_and_small_pictures_are_cut_into_fewer():
    assert torch.equal(equalised(torch.zeros(1, 3, 40, 50), 3), torch.zeros(1, 3, 40, 50))
    odd = torch.randn((1, 3, 17, 31), generator=torch.Generator().manual_seed(0))
    # 17 rows are halved to 8 and to 4, and no further.
    assert torch.equal(equalised(odd, 9), equalised(odd, 2))
    assert not torch.allclose(equalised(odd, 2), equalised(odd, 1))
