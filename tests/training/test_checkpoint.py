import pytest
import torch

from dreamstream.errors import SinkError, SourceError
from dreamstream.training.checkpoint import Checkpoint, clear, load, save
from dreamstream.training.plan import Plan


def test_what_is_saved_is_loaded(tmp_path):
    assert load(tmp_path) is None
    save(Checkpoint("this", Plan(3, 4), {"done": 2, "model": {"w": torch.arange(3.0)}}), tmp_path)
    found = load(tmp_path)
    assert (found.identity, found.plan, found.learner["done"]) == ("this", Plan(3, 4), 2)
    assert torch.equal(found.learner["model"]["w"], torch.arange(3.0))


def test_a_new_one_replaces_the_old_in_one_step(tmp_path, monkeypatch):
    save(Checkpoint("old", Plan(1, 1), None), tmp_path)

    def fail(content, path):
        path.write_bytes(b"half")
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(torch, "save", fail)
    with pytest.raises(SinkError, match=r"checkpoint\.pt can't be written: the disk is full"):
        save(Checkpoint("new", Plan(1, 1), None), tmp_path)
    assert load(tmp_path).identity == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.pt"]


@pytest.mark.parametrize("content", [b"", b"not a checkpoint"])
def test_what_can_not_be_read_is_told(tmp_path, content):
    (tmp_path / "checkpoint.pt").write_bytes(content)
    with pytest.raises(SourceError, match="is no checkpoint that can be read; delete it to begin anew"):
        load(tmp_path)


def test_what_is_cleared_is_a_trainings_and_nobody_elses(tmp_path):
    folder = tmp_path / "workshop"
    folder.mkdir()
    save(Checkpoint("this", Plan(1, 1), None), folder)
    (folder / "pictures.npy").touch()
    (folder / "notes.txt").touch()
    clear(folder)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
    (folder / "notes.txt").unlink()
    clear(folder)
    assert not folder.exists()
