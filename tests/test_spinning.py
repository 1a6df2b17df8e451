"""Threads spin in one program of ours at a time, on an idle machine, and never against the user's own word."""

import os
import tempfile

import pytest

from dreamstream import spinning

SHORT, LONG = "1000", "10000"


@pytest.fixture(autouse=True)
def _machine(monkeypatch, tmp_path):
    """An idle machine on which nobody has said anything, and nothing of ours computes."""
    monkeypatch.setenv("GOMP_SPINCOUNT", "")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(spinning, "_is_the_users", False)
    monkeypatch.setattr(os, "getloadavg", lambda: (0.1, 3.0, 3.0))
    yield
    while spinning._held:
        os.close(spinning._held.pop())


def spins():
    spinning.sleep_soon()
    spinning.spin_if_alone()
    return os.environ["GOMP_SPINCOUNT"]


def test_the_first_on_an_idle_machine_spins_and_no_other_until_it_ends():
    assert spins() == LONG
    assert spins() == SHORT
    os.close(spinning._held.pop())
    assert spins() == LONG


def test_on_a_machine_that_is_busy_nobody_spins(monkeypatch):
    monkeypatch.setattr(os, "getloadavg", lambda: (0.6, 0.0, 0.0))
    assert spins() == SHORT


def test_nor_where_nobody_knows_how_busy_it_is_or_who_else_computes(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert spins() == SHORT
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delattr(os, "getloadavg")
    assert spins() == SHORT


def test_what_the_user_has_set_stays(monkeypatch):
    monkeypatch.setenv("GOMP_SPINCOUNT", "7")
    monkeypatch.setattr(spinning, "_is_the_users", True)
    assert spins() == "7"
