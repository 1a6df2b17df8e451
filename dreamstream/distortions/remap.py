"""Moving every pixel by any map: the base of the distortions that bend the picture."""

from abc import abstractmethod
from functools import cache, lru_cache
from typing import Any, Self, TypeAlias

import cv2
import numpy as np
import scipy
from numpy.typing import NDArray
from pydantic import Field

from dreamstream.distortions.base import Border, Interpolation, Picture, Unit
from dreamstream.distortions.warp import OPENCV_BORDERS, OPENCV_INTERPOLATIONS, SCIPY_MODES, Resampled
from dreamstream.frame import Moment

Plane: TypeAlias = NDArray[np.floating[Any]]
"""(H, W), a number for each pixel."""

Maps: TypeAlias = tuple[Plane, Plane]
"""Column and row in the input for each pixel of the output, pixels counted from the first one's centre."""


class Bend(Resampled):
    """Base of the distortions that look at the picture through a map around a centre."""

    centre_x: Unit = Field(default=0.5, description="centre, 0 (left edge) to 1 (right edge) of the width")
    centre_y: Unit = Field(default=0.5, description="centre, 0 (top edge) to 1 (bottom edge) of the height")

    @abstractmethod
    def bend(self, x: Plane, y: Plane) -> Maps:
        """Return where in the input each pixel comes from, in the same coordinates.

        ``x`` (1, W) grows to the right and ``y`` (H, 1) downwards from the centre; 1 is half of the picture's shorter
        side. What is returned may have any shape that broadcasts to (H, W).
        """

    def at(self, moment: Moment) -> Self:
        """Return this distortion as it is at a moment; itself, unless it moves by its own."""
        return self

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` seen through the map."""
        map_x, map_y = _maps(self.at(moment), *pixels.shape[:2])
        return remap(pixels, map_x, map_y, self.interpolation, self.border)


def remap(pixels: Picture, map_x: Plane, map_y: Plane, interpolation: Interpolation, border: Border) -> Picture:
    """Return ``pixels`` (H, W, 3) read at float32 ``Maps``.

    Linear reads at exact positions; cubic and lanczos may read at positions rounded to 1/32 pixel.
    """
    if interpolation == "linear" and not _opencv_is_exact(pixels.dtype):
        return _remapped_exactly(pixels, map_x, map_y, border)
    flags, mode = OPENCV_INTERPOLATIONS[interpolation], OPENCV_BORDERS[border]
    return np.asarray(cv2.remap(pixels, map_x, map_y, flags, borderMode=mode), dtype=pixels.dtype)


# A few, because a stream has one size, and a chain a few maps; those of a schedule are never asked for again.
@lru_cache(maxsize=8)
def _maps(distortion: Bend, height: int, width: int) -> Maps:
    unit = np.float32(max(1.0, min(height, width) / 2))
    column, row = (width - 1) * distortion.centre_x, (height - 1) * distortion.centre_y
    x, y = np.arange(width) - column, np.arange(height) - row
    from_x, from_y = distortion.bend(x[None].astype(np.float32) / unit, y[:, None].astype(np.float32) / unit)
    shape = height, width
    return (
        np.array(np.broadcast_to(from_x * unit + np.float32(column), shape), np.float32),
        np.array(np.broadcast_to(from_y * unit + np.float32(row), shape), np.float32),
    )


@cache
def _opencv_is_exact(dtype: np.dtype[np.generic]) -> bool:
    """Tell whether OpenCV interpolates linearly at exact positions here too; see ``warp``."""
    edge = np.zeros((16, 16, 3), dtype)
    edge[:, 8:] = 200
    rows, columns = np.mgrid[0:16, 0:16].astype(np.float32)
    moved = cv2.remap(edge, columns + np.float32(0.01), rows, cv2.INTER_LINEAR)
    return bool((abs(moved[:, 7] - 2.0) < 0.01).all())


def _remapped_exactly(pixels: Picture, map_x: Plane, map_y: Plane, border: Border) -> Picture:
    remapped = np.empty(pixels.shape, pixels.dtype)
    for channel in range(pixels.shape[2]):
        scipy.ndimage.map_coordinates(
            pixels[..., channel],
            (map_y, map_x),
            output=remapped[..., channel],
            order=1,
            mode=SCIPY_MODES[border],
        )
    return remapped
