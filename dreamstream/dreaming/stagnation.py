"""Notices that the frames of a dream have come to look all the same, however much they move."""

from collections import deque
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamstream.frame import FloatPixels, Pixels
from dreamstream.lab import to_lab

Look: TypeAlias = NDArray[np.float32]
"""(12, 24) float32: what ``look_of`` returns, in grey levels or units of L*a*b*."""

Looks: TypeAlias = NDArray[np.float32]
"""(frames, 12, 24) float32: looks of successive frames."""

_COLUMNS, _ROWS = 6, 4
_LONGEST_SIDE = 320
"""Pixels to which larger pictures are shrunk first."""
_SCALES = 3
_LEAST, _MOST = 3.5, 7.0
"""Between these a first change counts: what has settled still stirs by half of the less, and a cut or noise at the
beginning must not make all that follows seem still."""


def look_of(pixels: Pixels) -> Look:
    """Return how a picture (H, W, 3) uint8 RGB of any size looks, wherever in it things are.

    For each of 24 cells these are measured: the mean of L*, a* and b*, their deviations, and at three scales the
    strength of gradients, and that of their common direction. Each measure's values are sorted, which forgets the
    places; the difference of two looks is then the distance of their distributions (Wasserstein's second). What moves,
    turns or comes nearer at one texture so looks the same.
    """
    shrunk = _shrunk(pixels, min(1.0, _LONGEST_SIDE / max(pixels.shape)))
    lab = to_lab(_shrunk(shrunk, 0.5).astype(np.float32))
    mean = _cells(lab)
    deviation = np.sqrt(np.maximum(_cells(lab * lab) - mean * mean, 0))
    measures = [*np.moveaxis(mean, 2, 0), *np.moveaxis(deviation, 2, 0)]
    plane = np.asarray(cv2.cvtColor(shrunk, cv2.COLOR_RGB2GRAY), np.float32)
    for _ in range(_SCALES):
        measures += _gradients(plane)
        plane = np.asarray(cv2.pyrDown(plane), np.float32)
    return np.sort(np.stack(measures).reshape(len(measures), -1), axis=1)


class StagnationWatch:
    """Tells when the look has been the same for ``patience_frames`` frames, and then begins anew.

    Over that many frames looks have a deviation. They are the same when it is less than ``threshold`` times what it was
    over the film's first frames, within bounds, so that what counts is how far it has calmed down. A change back and
    forth within the time is a change; noise whose statistics stay the same is none.
    """

    def __init__(self, patience_frames: int, threshold: float) -> None:
        self.threshold = threshold
        self.looks: deque[Look] = deque(maxlen=patience_frames)
        """Of the last frames since it began anew."""
        self.first_change: float | None = None
        """Deviation over the film's first ``patience_frames`` frames; None before there are so many."""

    def __call__(self, pixels: Pixels) -> bool:
        """Take in the next frame, (H, W, 3) uint8 RGB, and tell whether the look has settled with it."""
        self.looks.append(look_of(pixels))
        if len(self.looks) != self.looks.maxlen:
            return False
        change = float(np.sqrt(np.var(self.looks, axis=0).mean()))
        if self.first_change is None:
            self.first_change = change
        is_settled = change < self.threshold * min(max(self.first_change, _LEAST), _MOST)
        if is_settled:
            self.looks.clear()
        return is_settled

    def remembered(self) -> tuple[Looks, float | None]:
        """Return the looks and the first change."""
        return np.array(self.looks, np.float32), self.first_change

    def restore(self, looks: Looks, first_change: float | None) -> None:
        """Remember what ``remembered`` returned."""
        self.looks.extend(looks)
        self.first_change = first_change


def _shrunk(pixels: Pixels, factor: float) -> Pixels:
    height, width, _ = pixels.shape
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _cells(plane: NDArray[np.float32]) -> FloatPixels:
    """Return the mean over each cell of (H, W) or (H, W, 3)."""
    return np.asarray(cv2.resize(plane, (_COLUMNS, _ROWS), interpolation=cv2.INTER_AREA), np.float32)


def _gradients(plane: NDArray[np.float32]) -> tuple[FloatPixels, FloatPixels]:
    """Return the strength of gradients in each cell, and of what direction they share, from the structure tensor."""
    x, y = (cv2.Sobel(plane, cv2.CV_32F, *axes, scale=1 / 8) for axes in ((1, 0), (0, 1)))
    xx, yy, xy = (_cells(product) for product in (x * x, y * y, x * y))
    strength = np.sqrt(xx + yy)
    return strength, np.hypot(xx - yy, 2 * xy) / np.maximum(strength, np.float32(1e-6))
