"""How long the next turn of something costly is waited for; time stands still unless it is moved."""

import pytest

from dreamstream.preview.turns import Turns


@pytest.fixture
def time(monkeypatch):
    """Return what says how much time has passed, and how much of it this thread has worked, on two processors."""
    time = {"passed": 50.0, "worked": 0.0}
    monkeypatch.setattr("dreamstream.preview.turns.time.monotonic", lambda: time["passed"])
    monkeypatch.setattr("dreamstream.preview.turns.time.thread_time", lambda: time["worked"])
    monkeypatch.setattr("dreamstream.preview.turns.os.cpu_count", lambda: 2)
    return time


@pytest.fixture
def is_due_at(time):
    def is_due_at(turns, *moments):
        return [turns.is_due for time["passed"] in moments]

    return is_due_at


def test_a_turn_takes_three_hundredths_of_all_processors_time(time, is_due_at):
    turns = Turns()
    assert turns.is_due
    with turns.taken():
        time["worked"] += 0.006
    assert is_due_at(turns, 50.0, 50.09, 50.11) == [False, False, True]


def test_what_belongs_to_the_last_turn_has_the_next_one_come_later(time, is_due_at):
    turns = Turns()
    with turns.taken():
        time["worked"] += 0.006
    with turns.lengthened():
        time["worked"] += 0.006
    assert is_due_at(turns, 50.11, 50.19, 50.21) == [False, False, True]


def test_a_cheap_turn_does_not_come_more_often_than_is_wanted(is_due_at):
    turns = Turns()
    with turns.taken(shortest_seconds=0.5):
        pass
    assert is_due_at(turns, 50.49, 50.51) == [False, True]
