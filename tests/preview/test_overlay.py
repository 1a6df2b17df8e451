import numpy as np
import pytest

from dreamstream.preview.keys import KEYS
from dreamstream.preview.overlay import canvas, fitted, write


@pytest.mark.parametrize(
    ("size", "room", "place"),
    [
        ((160, 120), (800, 600), (0, 0, 800, 600)),
        ((160, 120), (800, 800), (0, 100, 800, 600)),
        ((1600, 200), (800, 600), (0, 250, 800, 100)),
        ((100_000, 1), (10, 10), (0, 4, 10, 1)),
    ],
)
def test_a_picture_is_as_large_as_fits_in_the_middle(size, room, place):
    assert fitted(size, room) == place


def test_around_a_picture_of_another_shape_it_is_black(rng):
    pixels = rng.integers(50, 255, (10, 20, 3), np.uint8)
    whole = canvas(pixels, (20, 20))
    assert np.array_equal(whole[5:15], pixels)
    assert not whole[:5].any()
    assert not whole[15:].any()


@pytest.mark.parametrize("level", [0, 128, 255])
def test_lines_stand_out_from_anything(level):
    whole = np.full((360, 640, 3), level, np.uint8)
    write(whole, ("frame 12 of 240",))
    band = whole[:20, :60]
    assert int(band.max()) - int(np.median(band)) > 150
    assert (whole[100:] == level).all()
    assert (whole[:, 320:] == level).all()


def test_keys_are_told_less_loudly():
    loud, quiet = np.zeros((2, 360, 640, 3), np.uint8)
    write(loud, ("q finish",))
    write(quiet, (), "q finish")
    assert loud.max() == 255
    assert np.array_equal(loud > 0, quiet > 0)
    assert 150 < quiet.max() < 200


@pytest.mark.parametrize("size", [(640, 360), (405, 720), (3840, 2160)])
def test_all_that_can_be_told_leaves_most_of_the_picture(size):
    whole = np.full((size[1], size[0], 3), 255, np.uint8)
    write(whole, ("frame 123 of 600  2.31 fps  3 min 26 s left", "layer inception_4c/output  preset vstretch"), KEYS)
    assert (whole < 255).any(2).mean() < 0.25


def test_a_line_too_long_goes_on_below():
    def height(line):
        whole = np.full((360, 320, 3), 255, np.uint8)
        write(whole, (line,))
        return np.flatnonzero((whole < 255).any((1, 2))).max()

    assert height("one two  three") < height("one two three  " * 8)


def test_without_lines_nothing_is_touched():
    whole = np.full((36, 64, 3), 200, np.uint8)
    write(whole, ())
    assert (whole == 200).all()
