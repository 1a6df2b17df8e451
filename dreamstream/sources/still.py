"""A picture as a stream: the same frame again and again, for a dream that feeds on itself."""

import math
import os
from collections.abc import Iterator
from fractions import Fraction

import cv2
import numpy as np

from dreamstream.errors import UsageError
from dreamstream.fingerprint import fingerprint
from dreamstream.frame import ENDLESS, Frame, Pixels, StreamInfo
from dreamstream.sources.base import Fit, Source, SourceOptions
from dreamstream.sources.fit import placement
from dreamstream.sources.picture import read_picture

DEFAULT_RATE = Fraction(24)
DEFAULT_FRAMES = 240
DEFAULT_LONG_SIDE = 640


class StillSource(Source):
    """Repeats one picture, given as (H, W, 3) uint8 RGB or as the path of a file.

    Without options: 240 frames at 24 per second, the long side at most 640 pixels, both sides even, as most
    encoders want them. Every frame holds the same read-only array.

    Raises:
        SourceError: the file can't be read as a picture.
        UsageError: the array is not (H, W, 3) uint8, or empty.
    """

    def __init__(self, picture: Pixels | str | os.PathLike[str], options: SourceOptions | None = None) -> None:
        options = options or SourceOptions()
        pixels = checked(picture) if isinstance(picture, np.ndarray) else read_picture(picture)
        self._pixels = placed(pixels, options.size, options.fit) if options.size else fitted(pixels)
        self._pixels.setflags(write=False)
        rate = Fraction(options.fps or DEFAULT_RATE)
        height, width, _ = self._pixels.shape
        self._count = _frame_count(options, rate)
        known = None if self._count == ENDLESS else self._count
        self.info = StreamInfo(width, height, rate, 1 / rate, frame_count=known, is_still=True)

    def __iter__(self) -> Iterator[Frame]:
        """Yield the picture at the exact times 0, 1/rate, 2/rate ..."""
        for index in range(self._count):
            yield Frame(self._pixels, index, index / self.info.rate)

    def fingerprint(self) -> str:
        """Return what tells the picture from another."""
        return fingerprint(self._pixels.tobytes())


def checked(pixels: Pixels) -> Pixels:
    """Return a picture that is one: (H, W, 3) uint8 and not empty.

    Raises:
        UsageError: it is not.
    """
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or pixels.size == 0:
        raise UsageError(f"a picture is (H, W, 3) uint8 RGB, got {pixels.shape} {pixels.dtype}")
    return pixels


def scaled(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Return a new (height, width, 3) array: each side averages over areas to shrink, is cubic to grow."""
    height, width, _ = pixels.shape
    smaller = (min(size[0], width), min(size[1], height))
    shrunk = cv2.resize(pixels, smaller, interpolation=cv2.INTER_AREA)
    return cv2.resize(shrunk, size, interpolation=cv2.INTER_CUBIC).astype(np.uint8)


def placed(pixels: Pixels, size: tuple[int, int], fit: Fit | None = None) -> Pixels:
    """Return a new (height, width, 3) array of ``size``, a picture of another shape brought to it as ``fit`` says."""
    height, width, _ = pixels.shape
    where = placement((width, height), size, fit)
    return where(scaled(pixels, where.scaled))


def fitted(pixels: Pixels, long_side: int = DEFAULT_LONG_SIDE) -> Pixels:
    """Return a new array of the same shape of picture, its long side at most ``long_side``, both sides even.

    A picture that is small enough loses an odd last row or column rather than being resampled.
    """
    height, width, _ = pixels.shape
    shrink = min(1.0, long_side / max(width, height))
    if shrink == 1 and min(width, height) > 1:
        return pixels[: height // 2 * 2, : width // 2 * 2].copy()
    return scaled(pixels, (_even(width * shrink), _even(height * shrink)))


def _even(length: float) -> int:
    return max(2, 2 * round(length / 2))


def _frame_count(options: SourceOptions, rate: Fraction) -> int:
    limits = []
    if options.frames is not None:
        limits.append(options.frames)
    if options.duration_seconds is not None:
        limits.append(math.ceil(options.duration_seconds * rate))
    return min(limits, default=DEFAULT_FRAMES)
