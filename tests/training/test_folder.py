import logging

import cv2
import numpy as np
import pytest

from dreamstream.errors import UsageError
from dreamstream.training import folder as folder_module
from dreamstream.training.dataset import NONE, Order, Part, in_memory
from dreamstream.training.folder import FEWEST_PICTURES, Folder

KINDS = ("png", "jpg", "bmp", "webp", "tiff")


@pytest.fixture
def pictures(tmp_path, rng):
    """A folder of 'blue' and 'red' pictures of several sizes and kinds, number i a little brighter than the last."""
    for channel, name in ((0, "blue"), (2, "red")):
        (tmp_path / name).mkdir()
        for number in range(FEWEST_PICTURES):
            picture = np.zeros((20 + number, 44 - number, 3), np.uint8)
            picture[..., channel] = 100 + 5 * number
            cv2.imwrite(str(tmp_path / name / f"{number:02}.{KINDS[number % len(KINDS)]}"), picture)
    return tmp_path


def test_subjects_are_folders_and_every_eighth_picture_is_held_out(pictures):
    opened = Folder.open(pictures)
    assert opened.classes == ("blue", "red", NONE)
    blue = opened.subjects[0]
    assert [file.stem for file in blue.held_out] == ["07", "15"]
    assert len(blue.training) == 18
    assert not set(blue.training) & set(blue.held_out)


def test_examples_are_crops_of_their_subject_and_backgrounds(pictures):
    made = in_memory(Order(Folder.open(pictures), Part.TRAINING, 96, 16, seed=0))
    classes = made.shares.argmax(1)
    assert np.bincount(classes).tolist() == [32, 32, 32]
    means = made.pictures.mean((1, 2))
    assert (means[classes == 0].argmax(1) == 2).all()
    assert (means[classes == 1].argmax(1) == 0).all()


def test_even_a_few_held_out_examples_are_of_every_class(pictures):
    made = in_memory(Order(Folder.open(pictures), Part.HELD_OUT, 6, 8, seed=0))
    assert made.shares.argmax(1).tolist() == [0, 1, 2, 0, 1, 2]


def test_held_out_examples_come_from_held_out_files_alone(pictures, monkeypatch):
    opened, read = Folder.open(pictures), []
    shrunk = folder_module._shrunk
    monkeypatch.setattr(folder_module, "_shrunk", lambda file, side: read.append(file) or shrunk(file, side))
    in_memory(Order(opened, Part.HELD_OUT, 96, 8, seed=0))
    assert {file.stem for file in read} == {"07", "15"}


def test_what_can_not_be_read_is_passed_over_with_a_warning(pictures, caplog):
    (pictures / "red" / "notes.txt").write_text("not a picture")
    (pictures / "red" / "cut.jpg").write_bytes((pictures / "red" / "01.jpg").read_bytes()[:100])
    (pictures / "red" / ".hidden").write_text("")
    with caplog.at_level(logging.WARNING, "dreamstream"):
        opened = Folder.open(pictures)
    assert len(opened.subjects[1].training) == 18
    assert [record.getMessage().split("'")[1].rpartition("/")[2] for record in caplog.records] == [
        "cut.jpg",
        "notes.txt",
    ]


def test_large_pictures_are_shrunk_before_they_are_cut(pictures):
    cv2.imwrite(str(pictures / "large.png"), np.zeros((90, 400, 3), np.uint8))
    assert folder_module._shrunk(pictures / "large.png", 40).shape == (9, 40, 3)


def test_its_description_changes_with_its_files(pictures):
    before = Folder.open(pictures).description
    assert before.startswith("40 pictures of 2 subjects (")
    (pictures / "red" / "00.png").rename(pictures / "red" / "001.png")
    assert Folder.open(pictures).description != before


def test_too_few_pictures_are_refused(pictures):
    (pictures / "red" / "00.png").unlink()
    with pytest.raises(UsageError, match=r"red' holds 19 pictures that can be read; 20 are needed"):
        Folder.open(pictures)


def test_folders_that_are_no_dataset_are_refused(pictures, tmp_path):
    with pytest.raises(UsageError, match="there is no folder"):
        Folder.open(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="needs two folders of pictures or more, one per subject, and has 0"):
        Folder.open(pictures / "red")
    (pictures / NONE).mkdir()
    with pytest.raises(UsageError, match="the class 'none' is made by itself"):
        Folder.open(pictures)
