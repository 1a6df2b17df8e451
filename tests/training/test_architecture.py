import pytest
import torch

from dreamstream.training.architecture import MODULES, WIDTHS, MotifNet


@pytest.mark.parametrize(("width", "millions"), [("s", 0.46), ("m", 0.94), ("l", 2.10)])
def test_widths_have_their_size(width, millions):
    model = MotifNet(width, 41)
    assert sum(each.numel() for each in model.parameters()) / 1e6 == pytest.approx(millions, abs=0.01)


def test_every_module_says_something_of_every_place():
    said = MotifNet("s", 5).activations(torch.rand(2, 3, 80, 80))
    sides = {"3a": 20, "4a": 10, "4b": 10, "4c": 10, "5a": 5, "5b": 5}
    for name in MODULES:
        assert said[name].shape == (2, WIDTHS["s"].modules[name].output, sides[name], sides[name])


def test_both_classifiers_answer_for_every_class():
    main, auxiliary = MotifNet("s", 5)(torch.rand(2, 3, 40, 40))
    assert main.shape == auxiliary.shape == (2, 5)


def test_weights_follow_from_the_seed_whatever_was_drawn_before():
    torch.rand(7)
    one = MotifNet("s", 3, seed=4).state_dict()
    two = MotifNet("s", 3, seed=4).state_dict()
    other = MotifNet("s", 3, seed=5).state_dict()
    assert all(torch.equal(one[name], two[name]) for name in one)
    assert not torch.equal(one["classifier.weight"], other["classifier.weight"])
