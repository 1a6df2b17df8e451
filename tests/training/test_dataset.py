from dataclasses import replace

import numpy as np
import pytest

from dreamstream.errors import SinkError, SourceError, Stopped
from dreamstream.training import dataset
from dreamstream.training.dataset import Order, Part, default_workers, in_files, in_memory
from dreamstream.training.folder import Folder


@pytest.fixture
def order(colours):
    return Order(colours, Part.TRAINING, count=20, size=8, seed=3)


def same(one, two):
    return np.array_equal(one.pictures, two.pictures) and np.array_equal(one.shares, two.shares)


def test_an_example_follows_from_seed_part_and_number_alone(order):
    whole = in_memory(order)
    assert np.array_equal(order.examples(7, 9).pictures, whole.pictures[7:9])
    for other in (replace(order, seed=4), replace(order, part=Part.HELD_OUT)):
        assert not np.array_equal(in_memory(other).pictures, whole.pictures)


def test_files_hold_what_memory_would(order, tmp_path, monkeypatch):
    monkeypatch.setattr(dataset, "_EXAMPLES_PER_JOB", 6)
    done = []
    made = in_files(order, tmp_path, on_progress=done.append)
    assert same(made, in_memory(order))
    assert done == [6, 12, 18, 20]
    assert isinstance(made.pictures, np.memmap)
    assert len(made) == 20


def test_other_processes_make_the_same(tmp_path):
    backgrounds = Folder(tmp_path, ())
    order = Order(backgrounds, Part.TRAINING, count=4, size=8, seed=0)
    assert same(in_files(order, tmp_path, workers=2), in_memory(order))


def test_files_that_are_there_are_used(order, tmp_path):
    first = in_files(order, tmp_path)
    assert same(in_files(replace(order, seed=9), tmp_path), first)


def test_a_stop_leaves_nothing_that_looks_whole(order, tmp_path, monkeypatch):
    monkeypatch.setattr(dataset, "_EXAMPLES_PER_JOB", 6)
    with pytest.raises(Stopped):
        in_files(order, tmp_path, should_stop=lambda: True)
    assert not (tmp_path / "pictures.npy").exists()
    assert same(in_files(order, tmp_path), in_memory(order))


def test_a_folder_that_can_not_hold_them_is_told(order, tmp_path):
    with pytest.raises(SinkError, match=r"nowhere can't hold 20 pictures: No such file"):
        in_files(order, tmp_path / "nowhere")


def test_there_is_a_worker_at_least():
    assert 1 <= default_workers() <= 16


def test_a_picture_that_is_gone_is_not_the_folders_fault(order, tmp_path, monkeypatch):
    def fail(*_):
        raise SourceError("no such file")

    monkeypatch.setattr(type(order.dataset), "example", fail)
    with pytest.raises(SourceError, match="no such file"):
        in_files(order, tmp_path)
