from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.atlas.layout import LONGEST_SIDE, Caption, Cell, Grid, best_grid, check_size
from dreamstream.errors import UsageError

CAPTIONS = [Caption("--layer conv1", "64 channels, 0.3 s"), Caption("--layer inception_4c/output:12", "12.3 s")]
SIZES = st.tuples(st.integers(16, 700), st.integers(16, 700))


def grids(cell, count, head=0):
    return [Grid(cell, count, columns, head=head) for columns in range(1, count + 1)]


@given(size=SIZES, count=st.integers(1, 12), columns=st.integers(1, 12), head=st.integers(0, 90))
def test_cells_lie_inside_the_margins_and_apart(size, count, columns, head):
    cell = Cell.around(size, CAPTIONS)
    grid = Grid(cell, count, min(columns, count), head=head, foot=20)
    boxes = [(x, y, x + cell.width, y + cell.height) for x, y in map(grid.corner, range(count))]
    width, height = grid.size
    for left, top, right, bottom in boxes:
        assert grid.margin <= left < right <= width - grid.margin
        assert grid.margin + head <= top < bottom <= height - grid.margin - grid.foot
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_tiles_come_in_reading_order():
    corners = [Grid(Cell.around((64, 48), CAPTIONS), 5, 3).corner(index) for index in range(5)]
    assert corners == sorted(corners, key=lambda corner: (corner[1], corner[0]))
    assert corners[0][1] == corners[2][1] < corners[3][1]


@pytest.mark.parametrize("count", [11, 24, 41, 100, 257])
@pytest.mark.parametrize("size", [(320, 180), (192, 144), (180, 320)])
def test_a_sheet_of_many_is_about_as_wide_as_a_screen(size, count):
    width, height = best_grid(grids(Cell.around(size, CAPTIONS), count, head=60)).size
    assert 1.1 < width / height < 2.3


def test_a_last_row_with_a_single_tile_is_avoided():
    best = best_grid(grids(Cell.around((192, 144), CAPTIONS), 41))
    assert -41 % best.columns < best.columns - 1


def test_a_caption_has_room_for_every_line():
    narrow, wide = Cell.around((64, 48), CAPTIONS), Cell.around((640, 480), CAPTIONS)
    assert narrow.option_lines > wide.option_lines == 1
    assert narrow.letters < wide.letters


@pytest.mark.parametrize("size", [(LONGEST_SIDE + 1, 10), (10, LONGEST_SIDE + 1), (10_001, 10_000)])
def test_a_sheet_too_large_to_open_is_refused_with_a_way_out(size):
    with pytest.raises(UsageError, match=rf"would be {size[0]}x{size[1]}, above .*choose fewer .* or smaller"):
        check_size(size)


def test_the_largest_sheet_is_allowed():
    check_size((10_000, 10_000))
    check_size((LONGEST_SIDE, 6250))
