"""Resampling a picture through an affine map, exact enough to be repeated hundreds of times."""

from functools import cache
from typing import Literal

import cv2
import numpy as np
import scipy
from numpy.typing import NDArray
from pydantic import Field

from dreamstream.distortions.base import Border, Distortion, Interpolation, Picture

OPENCV_BORDERS = {
    "reflect": cv2.BORDER_REFLECT_101,
    "replicate": cv2.BORDER_REPLICATE,
    "wrap": cv2.BORDER_WRAP,
    "constant": cv2.BORDER_CONSTANT,
}
OPENCV_INTERPOLATIONS = {
    "nearest": cv2.INTER_NEAREST,
    "linear": cv2.INTER_LINEAR,
    "cubic": cv2.INTER_CUBIC,
    "lanczos": cv2.INTER_LANCZOS4,
}
SCIPY_MODES: dict[str, Literal["mirror", "nearest", "grid-wrap", "grid-constant"]] = {
    "reflect": "mirror",
    "replicate": "nearest",
    "wrap": "grid-wrap",
    "constant": "grid-constant",
}
_SPLINE_ORDERS: dict[str, Literal[0, 1, 3]] = {"nearest": 0, "linear": 1, "cubic": 3}


class Resampled(Distortion):
    """Base of the distortions that read the picture between its pixels and beyond its edge."""

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


def warp(
    pixels: Picture,
    matrix: NDArray[np.float64],
    offset: NDArray[np.float64],
    interpolation: Interpolation = "linear",
    border: Border = "reflect",
) -> Picture:
    """Return output[o] = input[matrix @ o + offset], o = (row, column) counted from the first pixel's centre.

    This is the meaning of scipy.ndimage.affine_transform on each channel. Linear agrees with its ``order=1``
    to the rounding of uint8, and to 0.02 grey levels in float32 at 640x360. Cubic (Keys, not scipy's spline)
    and lanczos may overshoot the range in float32, and may read at positions rounded to 1/32 pixel.

    Args:
        pixels: (H, W, 3) uint8 or float32; not written to.
        matrix: (2, 2), from output to input; need not be invertible.
        offset: (2,), pixels.
        interpolation: how a value between pixels is read.
        border: what is read beyond the edge. "reflect" does not repeat the edge itself (c b | a b c), as in
            numpy and PyTorch: scipy's "mirror". "constant" fades to black within one pixel of the edge.
    """
    if interpolation == "linear" and not _opencv_is_exact(pixels.dtype):
        return _warp_exactly(pixels, matrix, offset, border)
    x_first = np.column_stack([matrix[::-1, ::-1], offset[::-1]])
    warped = cv2.warpAffine(
        pixels,
        x_first,
        (pixels.shape[1], pixels.shape[0]),
        flags=OPENCV_INTERPOLATIONS[interpolation] | cv2.WARP_INVERSE_MAP,
        borderMode=OPENCV_BORDERS[border],
    )
    return np.asarray(warped, dtype=pixels.dtype)


def warp_with_channels(
    pixels: Picture,
    matrix: NDArray[np.float64],
    offset: NDArray[np.float64],
    interpolation: Interpolation = "linear",
    border: Border = "reflect",
) -> Picture:
    """Like ``warp`` with o = (row, column, channel): colours too are read from in between. Many times slower.

    Args:
        pixels: (H, W, 3) uint8 or float32; not written to.
        matrix: (3, 3), from output to input.
        offset: (3,), pixels and channels.
        interpolation: nearest, linear or cubic (here scipy's spline), not lanczos.
        border: as in ``warp``, for channels too.
    """
    return np.asarray(
        scipy.ndimage.affine_transform(
            pixels,
            matrix,
            offset,
            output=pixels.dtype,
            order=_SPLINE_ORDERS[interpolation],
            mode=SCIPY_MODES[border],
        ),
        dtype=pixels.dtype,
    )


@cache
def _opencv_is_exact(dtype: np.dtype[np.generic]) -> bool:
    """Tell whether OpenCV interpolates linearly at exact positions; before version 5 it rounds them to 1/32 pixel.

    Up to 8 grey levels are lost by that in one step, and motion slower than 1/64 pixel per frame stands still.
    """
    edge = np.zeros((16, 16, 3), dtype)
    edge[:, 8:] = 200
    shift = np.array([[1, 0, 0.01], [0, 1, 0]])
    moved = cv2.warpAffine(edge, shift, (16, 16), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return bool((abs(moved[:15, 7] - 2.0) < 0.01).all())


def _warp_exactly(pixels: Picture, matrix: NDArray[np.float64], offset: NDArray[np.float64], border: Border) -> Picture:
    warped = np.empty(pixels.shape, pixels.dtype)
    for channel in range(pixels.shape[2]):
        scipy.ndimage.affine_transform(
            pixels[..., channel],
            matrix,
            offset,
            output=warped[..., channel],
            order=1,
            mode=SCIPY_MODES[border],
        )
    return warped
