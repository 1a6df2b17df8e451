import numpy as np
import pytest

from dreamstream.atlas.layout import Caption
from dreamstream.atlas.sheet import Sheet

CAPTIONS = tuple(Caption(f"--layer inception_4c/output:{index}", f"{index}.5 s") for index in range(5))
TILES = [np.full((48, 64, 3), 40 * index + 20, np.uint8) for index in range(5)]


@pytest.fixture
def sheet():
    return Sheet("What motif dreams", "dreamstream photo.jpg --model motif", "a processor", (64, 48), CAPTIONS)


def test_every_tile_is_on_the_sheet_unchanged(sheet):
    drawn = sheet.draw(TILES, CAPTIONS)
    assert (drawn.shape[1], drawn.shape[0]) == sheet.grid.size
    for index, tile in enumerate(TILES):
        x, y = sheet.grid.corner(index)
        np.testing.assert_array_equal(drawn[y : y + 48, x : x + 64], tile)


def test_nothing_is_written_into_the_margins(sheet):
    drawn, margin = sheet.draw(TILES, CAPTIONS), sheet.grid.margin
    inside = drawn[margin:-margin, margin - 1 : 1 - margin].copy()
    drawn[margin:-margin, margin - 1 : 1 - margin] = drawn[0, 0]
    assert (drawn == drawn[0, 0]).all()
    assert (inside != drawn[0, 0]).any()


def test_a_caption_is_written_beneath_its_own_tile(sheet):
    plain = sheet.draw(TILES, [Caption("", "")] * 5)
    one = sheet.draw(TILES, [Caption("", "")] * 3 + [CAPTIONS[3], Caption("", "")])
    rows, columns = np.nonzero((plain != one).any(axis=2))
    x, y = sheet.grid.corner(3)
    assert y + 48 < rows.min() <= rows.max() < y + sheet.cell.height
    assert x - 1 <= columns.min() <= columns.max() <= x + 64


def test_columns_can_be_chosen_and_are_never_more_than_tiles(sheet):
    assert [Sheet("", "", "", (64, 48), CAPTIONS, columns).grid.columns for columns in (1, 2, 9)] == [1, 2, 5]


def test_a_tile_alone_has_even_sides():
    sheet = Sheet("", "", "", (63, 47), CAPTIONS)
    drawn = sheet.draw_alone(TILES[1][:47, :63], CAPTIONS[1])
    assert (drawn.shape[1], drawn.shape[0]) == sheet.size_alone
    assert [side % 2 for side in sheet.size_alone] == [0, 0]
    assert (drawn == 60).all(axis=2).sum() >= 47 * 63
