import pytest
import torch

from dreamstream.training.robust import attacked, full_radius, radii, within
from dreamstream.training.settings import Attack


@pytest.fixture
def grey():
    return torch.full((2, 3, 4, 4), 0.5)


def lengths(offset):
    return offset.flatten(1).norm(dim=1)


def test_an_offset_is_pulled_onto_its_ball_and_left_alone_within_it(grey):
    pulled = within(grey, torch.tensor([0.1, 100.0]))
    assert torch.allclose(lengths(pulled)[0], torch.tensor(0.1))
    assert torch.equal(pulled[1], grey[1])


def test_it_climbs_to_the_edge_of_the_ball_where_the_loss_is_linear(grey):
    slope = torch.zeros_like(grey)
    slope[:, 0, 0, 0] = 7
    found = attacked(grey, torch.tensor([0.1, 0.3]), lambda shown: slope, steps=3, step=0.8)
    assert torch.allclose((found - grey)[:, 0, 0, 0], torch.tensor([0.1, 0.3]))
    assert torch.allclose(lengths(found - grey), torch.tensor([0.1, 0.3]))


def test_pictures_stay_pictures(grey):
    found = attacked(grey, torch.tensor([50.0, 50.0]), torch.ones_like, steps=2, step=1.0)
    assert torch.equal(found, torch.ones_like(grey))


def test_the_first_look_is_at_the_pictures_themselves_and_there_is_one_per_step(grey):
    looks = []

    def gradient(shown):
        looks.append(shown)
        return torch.ones_like(shown)

    attacked(grey, torch.tensor([0.1, 0.1]), gradient, steps=3, step=0.5)
    assert len(looks) == 3
    assert torch.equal(looks[0], grey)


def test_without_a_gradient_nothing_moves(grey):
    assert torch.equal(attacked(grey, torch.tensor([0.1, 0.1]), torch.zeros_like, 2, 0.8), grey)


def test_the_radius_grows_with_side_contrast_and_training():
    attack = Attack(radius=2.0, warm_up=0.2)
    contrast = torch.tensor([1.0, 0.25])
    assert radii(attack, contrast, 80, 0.0).tolist() == [0, 0]
    assert radii(attack, contrast, 80, 0.1).tolist() == [1, 0.25]
    assert radii(attack, contrast, 160, 0.9).tolist() == [4, 1]
    assert full_radius(attack, 40) == 1
    assert full_radius(Attack("none"), 40) == 0


def test_an_attack_without_steps_is_refused():
    with pytest.raises(ValueError, match="takes 1 step or more, not 0"):
        Attack(steps=0)
