import numpy as np
import pytest

from dreamstream.training.sheet import contact_sheet


@pytest.fixture
def rows():
    wide, tall = (np.full((*shape, 3), 10, np.uint8) for shape in ((90, 160), (400, 200)))
    return [[wide, wide, wide], [tall]]


def test_rows_lie_below_one_another_on_white(rows):
    sheet = contact_sheet(rows)
    assert sheet.shape == (180 + 4 + 640, 3 * 320 + 2 * 4, 3)
    assert (sheet[:180, :320] == 10).all()
    assert (sheet[184:, 324:] == 255).all()
