"""Turns pictures upright, by the eight orientations that EXIF numbers.

Sources: EXIF 2.32, tag 274 (Orientation), inside a TIFF 6.0 directory; ISO/IEC 14496-12, the track header's
matrix, which FFmpeg hands on as its display matrix.
"""

import struct
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

UPRIGHT = 1
ORIENTATION_TAG = 274

_TURNS: dict[int, Callable[[NDArray[np.generic]], NDArray[np.generic]]] = {
    2: lambda pixels: pixels[:, ::-1],
    3: lambda pixels: pixels[::-1, ::-1],
    4: lambda pixels: pixels[::-1],
    5: lambda pixels: pixels.swapaxes(0, 1),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: pixels[::-1, ::-1].swapaxes(0, 1),
    8: np.rot90,
}

_BY_MATRIX = {
    (-1, 0, 0, 1): 2,
    (-1, 0, 0, -1): 3,
    (1, 0, 0, -1): 4,
    (0, 1, 1, 0): 5,
    (0, 1, -1, 0): 6,
    (0, -1, -1, 0): 7,
    (0, -1, 1, 0): 8,
}


def upright(pixels: NDArray[np.generic], orientation: int) -> NDArray[np.generic]:
    """Return (H, W, ...) ``pixels``, stored in EXIF ``orientation`` 1..8, as they are to be seen."""
    turn = _TURNS.get(orientation)
    return pixels if turn is None else np.ascontiguousarray(turn(pixels))


def swaps_sides(orientation: int) -> bool:
    """Tell whether width and height change places."""
    return orientation >= 5


def exif_orientation(exif: bytes) -> int:
    """Return the orientation 1..8 that an EXIF block states; 1 when it states none or makes no sense."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return UPRIGHT
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, directory)
        for entry in range(directory + 2, directory + 2 + 12 * entries, 12):
            tag, _type, _count, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
            if tag == ORIENTATION_TAG:
                return value if 1 <= value <= 8 else UPRIGHT
    except struct.error:
        return UPRIGHT
    return UPRIGHT


def matrix_orientation(matrix: bytes) -> int:
    """Return the orientation 1..8 of a display matrix: nine native int32, 16.16 fixed point, by rows.

    1 where it is no quarter turn or mirroring.
    """
    a, b, _, c, d = struct.unpack_from("=5i", matrix)
    return _BY_MATRIX.get((_sign(a), _sign(b), _sign(c), _sign(d)), UPRIGHT)


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
