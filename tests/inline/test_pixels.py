from base64 import b64decode

import cv2
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

from dreamstream.inline.pixels import InlinePixels, as_data, to_jpeg


def read(jpeg):
    return cv2.cvtColor(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


@pytest.fixture
def picture():
    """Red grows to the right, green downwards; (40, 60, 3)."""
    down, right = np.mgrid[0:40, 0:60]
    return np.stack([4 * right, 6 * down, np.full_like(down, 50)], axis=2).astype(np.uint8)


def test_a_picture_is_a_jpeg_of_its_size_and_colours(picture):
    data = as_data(picture)
    assert np.abs(read(b64decode(data["image/jpeg"])).astype(int) - picture).mean() < 2
    assert data["text/plain"] == "a picture of 60x40"


def test_a_view_is_as_good_as_a_copy(picture):
    assert to_jpeg(picture[::-1, ::-2]) == to_jpeg(picture[::-1, ::-2].copy())


@pytest.mark.parametrize(
    ("size", "shown"),
    [((960, 540), (960, 540)), ((1920, 1080), (960, 540)), ((30, 1200), (24, 960)), ((9600, 1), (960, 1))],
)
def test_what_a_notebook_has_no_room_for_is_made_smaller_in_its_shape(size, shown):
    height, width, _ = read(to_jpeg(np.full((size[1], size[0], 3), 99, np.uint8))).shape
    assert (width, height) == shown


class TestInlinePixels:
    def test_the_end_of_a_cell_shows_the_picture(self, picture):
        data, _ = DisplayFormatter().format(picture.view(InlinePixels))
        assert data["image/jpeg"] == to_jpeg(picture)

    def test_parts_are_pictures_too_while_they_have_three_channels(self, picture):
        dreamed = picture.view(InlinePixels)
        assert read(dreamed[10:20, :30]._repr_jpeg_()).shape == (10, 30, 3)
        for part in (dreamed[..., 0], dreamed[..., :2], dreamed[:0], dreamed.astype(float)):
            assert part._repr_jpeg_() is None

    def test_what_is_computed_is_plain(self, picture):
        dreamed = picture.view(InlinePixels)
        assert {type(each) for each in (dreamed / 2, dreamed + dreamed, dreamed.sum(axis=0), np.asarray(dreamed))} == {
            np.ndarray
        }
        assert type(dreamed.mean()) is np.float64
        assert type(dreamed.max()) is np.uint8
