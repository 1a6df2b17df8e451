"""A state on the disk: the same to the bit, or the one before, never half of one."""

import os
from dataclasses import fields, replace

import numpy as np
import pytest

from dreamstream.dreaming import DreamState
from dreamstream.errors import SinkError
from dreamstream.resume.saved import Saved
from dreamstream.steering.past import Past


def assert_same(read, written):
    assert (read.facts, read.last, read.pieces, read.past) == (
        written.facts,
        written.last,
        written.pieces,
        written.past,
    )
    for field in fields(DreamState):
        value, expected = getattr(read.dream, field.name), getattr(written.dream, field.name)
        assert type(value) is type(expected)
        assert getattr(value, "dtype", None) == getattr(expected, "dtype", None)
        np.testing.assert_array_equal(value, expected)


def test_it_is_read_as_it_was_written(tmp_path, saved):
    saved.write(tmp_path / "state")
    assert_same(Saved.read(tmp_path / "state"), saved)
    nothing = replace(saved, dream=DreamState(), pieces=(), past=Past())
    nothing.write(tmp_path / "state")
    assert_same(Saved.read(tmp_path / "state"), nothing)
    assert [path.name for path in tmp_path.iterdir()] == ["state"]


def test_one_that_can_not_be_written_leaves_the_one_before(tmp_path, saved, monkeypatch):
    saved.write(tmp_path / "state")

    def fail(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        replace(saved, last=replace(saved.last, index=45)).write(tmp_path / "state")
    assert Saved.read(tmp_path / "state").frames == 45
    assert [path.name for path in tmp_path.iterdir()] == ["state"]


@pytest.mark.parametrize("damage", [b"", b"no state", b"PK\3\4", None])
def test_what_is_damaged_is_refused_in_a_sentence(tmp_path, saved, damage):
    path = tmp_path / "state"
    saved.write(path)
    path.write_bytes(path.read_bytes()[:-50] if damage is None else damage)
    with pytest.raises(SinkError, match=r"state can't be gone on with \(.*\); begin anew with --overwrite \(-y\)$"):
        Saved.read(path)


def test_nothing_in_it_is_run(tmp_path):
    np.savez(tmp_path / "state.npz", about=np.array([object()], object))
    with pytest.raises(SinkError, match="allow_pickle=False"):
        Saved.read(tmp_path / "state.npz")
