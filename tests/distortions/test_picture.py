"""Pictures given as files: read once, and what is said where that can't be done."""

import os

import cv2
import numpy as np
import pytest

from dreamstream.distortions.picture import read_stored
from dreamstream.errors import UsageError


@pytest.fixture
def red(tmp_path):
    path = tmp_path / "red.png"
    cv2.imwrite(str(path), np.full((3, 5, 3), (0, 0, 255), np.uint8))
    return path


def test_a_picture_is_rgb_and_can_not_be_written_to(red):
    stored = read_stored(red)
    assert stored.path == red
    assert stored.pixels.shape == (3, 5, 3)
    assert stored.pixels[0, 0].tolist() == [255, 0, 0]
    assert not stored.pixels.flags.writeable


def test_grey_pictures_and_transparent_ones_have_three_channels_too(tmp_path):
    for name, shape in (("grey.png", (4, 6)), ("clear.png", (4, 6, 4))):
        cv2.imwrite(str(tmp_path / name), np.full(shape, 90, np.uint8))
        assert read_stored(tmp_path / name).pixels.shape == (4, 6, 3)


def test_a_file_is_read_once_and_again_when_it_has_changed(red):
    first = read_stored(red)
    assert read_stored(red) is first
    cv2.imwrite(str(red), np.zeros((3, 5, 3), np.uint8))
    os.utime(red, ns=(0, first.changed_ns + 10**9))
    second = read_stored(red)
    assert second != first
    assert second.pixels.max() == 0


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n and no more", b"type = 'zoom'"])
def test_what_is_no_picture_is_refused(tmp_path, content):
    path = tmp_path / "other.png"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"^'.*other\.png' is not a picture that can be decoded$"):
        read_stored(path)


def test_what_can_not_be_read_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"^can't read '.*none\.png': No such file or directory$"):
        read_stored(tmp_path / "none.png")
    with pytest.raises(UsageError, match=r"^can't read '.*': Is a directory$"):
        read_stored(tmp_path)
