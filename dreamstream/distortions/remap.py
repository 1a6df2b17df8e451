"""Moving every pixel by any map: the base of the distortions that bend the picture."""

from abc import abstractmethod
from functools import lru_cache
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from dreamstream.distortions.base import Border, Distortion, Interpolation, Picture, Unit
from dreamstream.distortions.warp import OPENCV_BORDERS, OPENCV_INTERPOLATIONS
from dreamstream.frame import Moment

Plane: TypeAlias = NDArray[np.floating[Any]]
"""(H, W), a number for each pixel."""

Maps: TypeAlias = tuple[Plane, Plane]
"""Column and row in the input for each pixel of the output, pixels counted from the first one's centre."""


class Bend(Distortion):
    """Base of the distortions that look at the picture through a map around a centre."""

    centre_x: Unit = Field(default=0.5, description="centre, 0 (left edge) to 1 (right edge) of the width")
    centre_y: Unit = Field(default=0.5, description="centre, 0 (top edge) to 1 (bottom edge) of the height")
    border: Border = Field(
        default="reflect",
        description="what comes in from beyond the edge: reflect (the mirrored picture), replicate (its last "
        "pixel), wrap (its other side) or constant (black)",
    )
    interpolation: Interpolation = Field(
        default="linear",
        description="how a value between pixels is read: nearest, linear, cubic or lanczos; the later, the "
        "sharper and the slower",
    )

    @abstractmethod
    def bend(self, x: Plane, y: Plane) -> Maps:
        """Return where in the input each pixel comes from, in the same coordinates.

        ``x`` grows to the right and ``y`` downwards from the centre; 1 is half of the picture's shorter side.
        """

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` seen through the map."""
        map_x, map_y = _maps(self, *pixels.shape[:2])
        return remap(pixels, map_x, map_y, self.interpolation, self.border)


def remap(pixels: Picture, map_x: Plane, map_y: Plane, interpolation: Interpolation, border: Border) -> Picture:
    """Return ``pixels`` (H, W, 3) read at ``Maps``."""
    flags, mode = OPENCV_INTERPOLATIONS[interpolation], OPENCV_BORDERS[border]
    return np.asarray(cv2.remap(pixels, map_x, map_y, flags, borderMode=mode), dtype=pixels.dtype)


# A few, because a stream has one size, and a chain a few maps; those of a schedule are never asked for again.
@lru_cache(maxsize=8)
def _maps(distortion: Bend, height: int, width: int) -> Maps:
    unit = max(1.0, min(height, width) / 2)
    column, row = (width - 1) * distortion.centre_x, (height - 1) * distortion.centre_y
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    from_x, from_y = distortion.bend((x - np.float32(column)) / unit, (y - np.float32(row)) / unit)
    return (from_x * unit + column).astype(np.float32), (from_y * unit + row).astype(np.float32)
