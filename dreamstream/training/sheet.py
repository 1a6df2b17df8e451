"""Frames of several loops on one sheet, to be looked at."""

from collections.abc import Sequence

import cv2
import numpy as np

from dreamstream.frame import Pixels

_WIDTH = 320
"""Of each frame, in pixels."""
_GAP = 4


def contact_sheet(rows: Sequence[Sequence[Pixels]]) -> Pixels:
    """Return pictures (H, W, 3) of any size side by side, one row per sequence, on white."""
    shrunk = [[_fitted(picture) for picture in row] for row in rows]
    heights = [max(picture.shape[0] for picture in row) + _GAP for row in shrunk]
    columns = max(len(row) for row in shrunk)
    sheet = np.full((sum(heights) - _GAP, columns * (_WIDTH + _GAP) - _GAP, 3), 255, np.uint8)
    for top, row in zip(np.cumsum([0, *heights]), shrunk, strict=False):
        for column, picture in enumerate(row):
            left = column * (_WIDTH + _GAP)
            sheet[top : top + len(picture), left : left + _WIDTH] = picture
    return sheet


def _fitted(picture: Pixels) -> Pixels:
    height, width, _ = picture.shape
    interpolation = cv2.INTER_AREA if width > _WIDTH else cv2.INTER_CUBIC
    return np.asarray(
        cv2.resize(picture, (_WIDTH, max(1, round(height * _WIDTH / width))), interpolation=interpolation), np.uint8
    )
