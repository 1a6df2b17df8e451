import struct

import numpy as np
import pytest

from dreamstream.sources.orientation import exif_orientation, matrix_orientation, swaps_sides, upright

# Where EXIF says that the stored corners 1 2 / 3 4 are to be seen.
SEEN = {
    1: [[1, 2], [3, 4]],
    2: [[2, 1], [4, 3]],
    3: [[4, 3], [2, 1]],
    4: [[3, 4], [1, 2]],
    5: [[1, 3], [2, 4]],
    6: [[3, 1], [4, 2]],
    7: [[4, 2], [3, 1]],
    8: [[2, 4], [1, 3]],
}


@pytest.mark.parametrize("orientation", SEEN)
def test_each_orientation_puts_the_corners_in_place(orientation: int):
    assert upright(np.array([[1, 2], [3, 4]]), orientation).tolist() == SEEN[orientation]
    tall = upright(np.zeros((2, 3, 3), np.uint8), orientation)
    assert swaps_sides(orientation) == (tall.shape == (3, 2, 3))
    assert tall.flags.c_contiguous


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("prefix", [b"", b"Exif\0\0"])
def test_exif_is_read_in_both_byte_orders_among_other_tags(order: str, prefix: bytes):
    mark = b"II" if order == "<" else b"MM"
    entries = struct.pack(f"{order}HHIHH", 256, 3, 1, 640, 0) + struct.pack(f"{order}HHIHH", 274, 3, 1, 6, 0)
    exif = mark + struct.pack(f"{order}HIH", 42, 8, 2) + entries + struct.pack(f"{order}I", 0)
    assert exif_orientation(prefix + exif) == 6


@pytest.mark.parametrize(
    "exif",
    [
        b"",
        b"nonsense",
        b"MM\0*\xff\xff\xff\xff",
        b"MM\0*\0\0\0\x08\0\x05",
        b"MM" + struct.pack(">HIHHHIHH", 42, 8, 1, 274, 3, 1, 9, 0),
    ],
)
def test_exif_without_a_sensible_orientation_is_upright(exif: bytes):
    assert exif_orientation(exif) == 1


@pytest.mark.parametrize("orientation", SEEN)
def test_a_display_matrix_says_the_same(orientation: int):
    # Stored corners as vectors from the centre, x to the right and y down; the matrix moves rows (x, y).
    corners = {1: (-1, -1), 2: (1, -1), 3: (-1, 1), 4: (1, 1)}
    for a, b, c, d in ((1, 0, 0, 1), (-1, 0, 0, 1), (-1, 0, 0, -1), (1, 0, 0, -1)):
        for matrix in ((a, b, c, d), (b, a, d, c)):
            moved = {
                (x * matrix[0] + y * matrix[2], x * matrix[1] + y * matrix[3]): name for name, (x, y) in corners.items()
            }
            seen = [[moved[-1, -1], moved[1, -1]], [moved[-1, 1], moved[1, 1]]]
            if seen == SEEN[orientation]:
                packed = struct.pack("=9i", *(v << 16 for v in (*matrix[:2], 0, *matrix[2:], 0, 0, 0)), 1 << 30)
                assert matrix_orientation(packed) == orientation
                return
    pytest.fail("no matrix shows the corners so")


def test_a_matrix_that_is_no_quarter_turn_is_left_alone():
    assert matrix_orientation(struct.pack("=9i", 46341, 46341, 0, -46341, 46341, 0, 0, 0, 1 << 30)) == 1
