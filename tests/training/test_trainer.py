import threading
from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch

from dreamstream.errors import Stopped, UsageError
from dreamstream.training import trainer
from dreamstream.training.folder import Folder
from dreamstream.training.plan import Plan
from dreamstream.training.progress import Evaluated, PicturesMade, Planned, StepDone
from dreamstream.training.settings import Attack
from dreamstream.training.trainer import batch_rows, train

SHORT = Plan(pictures=24, steps=6)


@pytest.fixture(autouse=True)
def _every_step_is_told_and_little_evaluated(monkeypatch):
    monkeypatch.setattr(trainer, "_SECONDS_BETWEEN_RECORDS", 0.0)
    monkeypatch.setattr(trainer, "_EVALUATIONS_ON_THE_WAY", 2)


def stopping_after(around, step):
    stop = threading.Event()

    def hear(record):
        if isinstance(record, StepDone) and record.done == step:
            stop.set()

    return replace(around, on_progress=hear, should_stop=stop.is_set)


def weights(trained):
    return trained.model.state_dict()


def test_it_learns_what_can_be_learned(colours, settings, around):
    records = []
    unmixed = replace(settings, augmentation=replace(settings.augmentation, mix=0))
    trained = train(colours, unmixed, Plan(60, 40), replace(around, on_progress=records.append))
    losses = [record.loss for record in records if isinstance(record, StepDone)]
    assert np.mean(losses[-5:]) < 0.8 * np.mean(losses[:3])
    assert trained.accuracy.clean > 0.9
    assert 0.5 < trained.accuracy.robust <= trained.accuracy.clean


@pytest.fixture
def shapes(tmp_path, rng):
    """A folder of warm discs and cold squares on grey noise."""
    for name in ("discs", "squares"):
        (tmp_path / "shapes" / name).mkdir(parents=True)
        for number in range(20):
            picture = rng.integers(90, 160, (32, 32, 3), dtype=np.uint8)
            x, y, size = (int(each) for each in rng.integers((12, 12, 7), (20, 20, 11)))
            if name == "discs":
                cv2.circle(picture, (x, y), size, (30, 90, 240), -1)
            else:
                cv2.rectangle(picture, (x - size, y - size), (x + size, y + size), (240, 120, 20), -1)
            cv2.imwrite(str(tmp_path / "shapes" / name / f"{number}.png"), picture)
    return Folder.open(tmp_path / "shapes")


def test_a_folder_of_shapes_is_learned(shapes, without_attack, around, monkeypatch):
    monkeypatch.setattr(trainer, "_PASSES_PER_HELD_OUT", 10)
    unmixed = replace(without_attack, augmentation=replace(without_attack.augmentation, mix=0))
    trained = train(shapes, unmixed, Plan(192, 90), around)
    assert trained.accuracy.clean > 0.6


def test_it_tells_what_will_happen_and_what_has(colours, settings, around):
    records = []
    train(colours, settings, SHORT, replace(around, on_progress=records.append))
    assert records[0] == Planned(colours.classes, str(around.placement), 24, 6, resumed_at=0)
    assert isinstance(records[1], PicturesMade)
    steps = [record for record in records if isinstance(record, StepDone)]
    assert [record.done for record in steps] == [1, 2, 3, 4, 5, 6]
    assert steps[-1].remaining_seconds == 0
    assert any(isinstance(record, Evaluated) for record in records)


@pytest.mark.parametrize("averaging", [0.0, 0.3])
def test_interrupted_and_resumed_is_uninterrupted_bit_for_bit(colours, settings, around, tmp_path, averaging):
    settings = replace(settings, averaging=averaging)
    whole = train(colours, settings, SHORT, replace(around, folder=tmp_path / "other"))
    with pytest.raises(Stopped, match="stopped after step 3 of 6; the same command goes on from there"):
        train(colours, settings, SHORT, stopping_after(around, 3))
    records = []
    resumed = train(colours, settings, SHORT, replace(around, on_progress=records.append))
    assert records[0].resumed_at == 3
    assert all(torch.equal(weights(whole)[name], value) for name, value in weights(resumed).items())
    assert whole.accuracy == resumed.accuracy


def test_what_is_resumed_keeps_the_plan_that_was_made_for_its_minutes(colours, settings, around, monkeypatch):
    plans = iter([SHORT])
    monkeypatch.setattr(trainer, "_plan", lambda *_: next(plans))
    with pytest.raises(Stopped):
        train(colours, settings, 0.1, stopping_after(around, 2))
    assert train(colours, settings, 0.1, around).plan == SHORT


def test_another_training_in_the_folder_is_not_thrown_away_unasked(colours, settings, around):
    with pytest.raises(Stopped):
        train(colours, settings, SHORT, stopping_after(around, 2))
    other = replace(settings, size=32)
    with pytest.raises(UsageError, match=r"holds an unfinished training with other settings; .*--overwrite"):
        train(colours, other, SHORT, around)
    trained = train(colours, other, SHORT, replace(around, start_anew=True))
    assert trained.held_out.pictures.shape[1] == 32


def test_the_seed_changes_the_network(colours, without_attack, around, tmp_path):
    plan = Plan(8, 1)
    one = train(colours, without_attack, plan, around)
    two = train(colours, replace(without_attack, seed=1), plan, replace(around, folder=tmp_path / "two"))
    assert not torch.equal(weights(one)["conv1.convolution.weight"], weights(two)["conv1.convolution.weight"])


def test_real_pgd_trains_too(colours, settings, around):
    settings = replace(settings, attack=Attack("pgd", steps=1))
    assert train(colours, settings, Plan(24, 2), around).radius == pytest.approx(24 / 80)


def test_an_epoch_shows_every_example_once_and_the_next_in_another_order():
    steps = [batch_rows(step, 4, 10, seed=0) for step in range(5)]
    epochs = np.concatenate(steps)
    assert np.bincount(epochs, minlength=10).tolist() == [2] * 10
    assert len({*steps[0], *steps[1]}) == 8
    assert not np.array_equal(steps[0], batch_rows(0, 4, 10, seed=1))
