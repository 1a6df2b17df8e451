"""Which wishes come true; what they mean is said by a stand-in here."""

import pytest
from fake_looks import FakeLooks

from dreamstream.steering.granting import Granting
from dreamstream.steering.hand import Hand
from dreamstream.steering.wishes import Layer, Look, Strength, Wish
from dreamstream.tables import Act


@pytest.fixture
def granting(monkeypatch):
    monkeypatch.setattr("dreamstream.steering.granting.preset_names", lambda: ("10", "13", "20"))
    return Granting(FakeLooks(), None)


def test_a_preset_that_does_not_fit_is_told_of_once_and_passed_over(granting, caplog):
    hand, presets = Hand(), []
    for frame in range(4):
        act = granting.act([Wish.NEXT_PRESET], hand, frame)
        if act is not None:
            presets.append(act.preset)
            hand = hand.after(act)
    assert caplog.messages == ["13 brings bad luck; nothing is changed"]
    assert presets == ["10", "20", "10"]


def test_of_one_frames_wishes_those_that_make_sense_come_true(granting, caplog):
    first = granting.act([Strength(2), Look("13"), Layer("edges")], Hand(), 0)
    second = granting.act([Look("14"), Strength(3)], Hand().after(first), 1)
    assert (first, second) == (Act(frame=0, amount=2, end="edges"), Act(frame=1, amount=3))
    assert caplog.messages == [
        "13 brings bad luck; nothing is changed",
        "unknown preset '14'; known: 10, 20; nothing is changed",
    ]


def test_layers_are_stepped_through_from_the_recipes_own(granting):
    assert granting.act([Wish.DEEPER], Hand(), 0) == Act(frame=0, end="objects")
    assert granting.act([Wish.SHALLOWER], Hand(), 0) == Act(frame=0, end="patterns")
