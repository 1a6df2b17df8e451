"""Pixels as a notebook takes them."""

from base64 import b64encode
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamstream.frame import Pixels

_JPEG = (cv2.IMWRITE_JPEG_QUALITY, 90, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444)
"""Dreams are fine lines, which would fray with fewer samples of colour."""
_LONGEST_SIDE = 960
"""Pixels; about what a notebook has room for."""


def is_picture(array: NDArray[Any]) -> bool:
    """Tell whether an array is (H, W, 3) uint8 with at least one pixel."""
    return array.dtype == np.uint8 and array.ndim == 3 and array.shape[2] == 3 and array.size > 0


def to_jpeg(pixels: Pixels) -> bytes:
    """Return (H, W, 3) uint8 RGB as a JPEG, smaller where its long side has more than 960 pixels."""
    height, width, _ = pixels.shape
    scale = _LONGEST_SIDE / max(height, width)
    picture = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2BGR)
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", picture, _JPEG)[1].tobytes()


def as_data(pixels: Pixels) -> dict[str, str]:
    """Return (H, W, 3) uint8 RGB by MIME types, as a cell's output takes it."""
    height, width, _ = pixels.shape
    return {"image/jpeg": b64encode(to_jpeg(pixels)).decode(), "text/plain": f"a picture of {width}x{height}"}


class InlinePixels(np.ndarray[tuple[int, ...], np.dtype[np.uint8]]):
    """An array like any other, which a notebook shows as a picture while it is one: (H, W, 3) uint8 RGB.

    So are its parts; what is computed from it is a plain array or number.
    """

    def __array_wrap__(self, array: NDArray[Any], context: object = None, return_scalar: bool = False, /) -> Any:  # noqa: ANN401
        plain = np.asarray(array)
        return plain[()] if return_scalar else plain

    def _repr_jpeg_(self) -> bytes | None:
        """Return what IPython shows; None leaves it at numbers."""
        return to_jpeg(self) if is_picture(self) else None
