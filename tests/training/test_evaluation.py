import pytest
import torch

from dreamstream.training.dataset import Examples
from dreamstream.training.evaluation import accuracy, prepared


@pytest.fixture
def red_eye(worn_net, monkeypatch):
    """The network with its answer replaced: how red, how green, and a little of the third."""

    def see(pictures):
        red, green, _ = pictures.mean((2, 3)).unbind(1)
        return torch.stack([red, green, torch.full_like(red, 0.3)], 1), None

    monkeypatch.setattr(worn_net, "forward", see)
    return worn_net


def test_it_counts_what_is_told_right_before_and_after_the_attack(red_eye, examples):
    clean = accuracy(red_eye, examples, 24, radius=0)
    assert clean.clean == clean.robust == 1
    attacked = accuracy(red_eye, examples, 24, radius=40)
    assert attacked.clean == 1
    assert attacked.robust == 0


def test_the_model_is_left_as_it_was(worn_net, examples):
    before = {name: value.clone() for name, value in worn_net.state_dict().items()}
    worn_net.train()
    accuracy(worn_net, examples, 24, radius=1)
    assert worn_net.training
    assert all(torch.equal(before[name], value) for name, value in worn_net.state_dict().items())
    assert all(parameter.grad is None for parameter in worn_net.parameters())


def test_examples_are_shown_whole(examples):
    shown = prepared(Examples(examples.pictures, examples.shares), slice(0, 3), 14, torch.device("cpu"))
    assert shown.shape == (3, 3, 14, 14)
    assert torch.allclose(
        shown.mean((2, 3)), torch.from_numpy(examples.pictures[:3] / 255).float().mean((1, 2)), atol=0.01
    )
