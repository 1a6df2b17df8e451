from dataclasses import replace

import pytest

from dreamstream.training.learner import Learner, learning_rate
from dreamstream.training.settings import Attack, TrainingSettings


@pytest.fixture
def make_learner(settings, placement):
    return lambda **changes: Learner(replace(settings, **changes), classes=3, steps=10, placement=placement)


def test_the_rate_warms_up_and_falls_to_nothing():
    settings = TrainingSettings(learning_rate=0.2, warm_up=0.1)
    rates = [learning_rate(settings, progress) for progress in (0.0, 0.05, 0.1, 0.55, 1.0)]
    assert rates == pytest.approx([0.002, 0.1, 0.2, 0.1, 0.0])


@pytest.mark.parametrize("attack", [Attack("none"), Attack("free", steps=2), Attack("pgd", steps=2)])
def test_a_step_sees_pictures_as_often_as_its_attack_says(make_learner, make_batch, monkeypatch, attack):
    learner, seen = make_learner(attack=attack), []
    loss = learner._loss
    monkeypatch.setattr(learner, "_loss", lambda *given: seen.append(given) or loss(*given))
    learner.step(make_batch())
    assert len(seen) == attack.passes


def test_free_learns_at_every_look_and_pgd_only_at_the_last(make_learner, make_batch, monkeypatch):
    for attack, updates in ((Attack("free", steps=2), 2), (Attack("pgd", steps=2), 1)):
        learner, made = make_learner(attack=attack), []
        monkeypatch.setattr(learner._optimizer, "step", lambda made=made: made.append(1))
        learner.step(make_batch())
        assert len(made) == updates


def test_the_average_follows_the_weights_slowly_and_is_what_is_kept(make_learner, make_batch):
    plain, averaged = make_learner(averaging=0.0), make_learner(averaging=0.5)
    assert plain.result is plain.model
    first = {name: value.clone() for name, value in averaged.model.state_dict().items()}
    for step in range(3):
        averaged.step(make_batch(step))
    for name in ("conv1.convolution.weight", "conv1.norm.running_mean"):
        moved = (averaged.model.state_dict()[name] - first[name]).norm()
        followed = (averaged.result.state_dict()[name] - first[name]).norm()
        assert 0 < followed < moved


def test_weights_of_norms_and_biases_do_not_decay(make_learner):
    decay, rest = make_learner()._optimizer.param_groups
    assert decay["weight_decay"] > 0 == rest["weight_decay"]
    assert {each.ndim for each in decay["params"]} == {2, 4}
    assert {each.ndim for each in rest["params"]} == {1}
