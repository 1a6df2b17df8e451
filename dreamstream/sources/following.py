"""A source as a function of time, for what goes along with another stream."""

import os
from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from dreamstream.frame import FloatPixels, Frame, Moment
from dreamstream.sources import Source, open_source
from dreamstream.sources.still import fitted


class Following:
    """Shows what a picture or video shows at a moment: float32 RGB (H, W, 3), the long side at most that of a still.

    A video is decoded as it goes. When it ends its last frame stays, or with ``is_loop`` it begins again. The same
    array is returned until the frame changes.

    Raises:
        SourceError: the file is missing, neither a picture nor a video, or breaks off.
        UsageError: it is noise without a good size.
    """

    _source: Source
    _frames: Iterator[Frame]
    _shown: Frame
    _next: Frame | None
    _pixels: FloatPixels | None

    def __init__(self, target: str | os.PathLike[str], *, is_loop: bool = False) -> None:
        self._target = target
        self._is_loop = is_loop
        self._open(Fraction(0))

    def __call__(self, moment: Moment) -> FloatPixels:
        """Return what is shown at that moment; one before the last one makes a video begin anew."""
        passed = moment.pts_seconds - self._began_seconds
        if passed < self._shown.pts_seconds:
            self._reopen(Fraction(0))
            passed = moment.pts_seconds
        self._advance(passed)
        length = self._shown.pts_seconds + 1 / self._source.info.rate
        if self._is_loop and self._is_at_end and passed >= length:
            self._reopen(moment.pts_seconds - passed % length)
            self._advance(passed % length)
        if self._pixels is None:
            self._pixels = fitted(self._shown.pixels).astype(np.float32)
        return self._pixels

    def close(self) -> None:
        """Give back the file; harmless when repeated."""
        self._source.close()

    @property
    def _is_at_end(self) -> bool:
        return self._next is None and not self._source.info.is_still

    def _open(self, began_seconds: Fraction) -> None:
        self._began_seconds = began_seconds
        self._source = open_source(self._target)
        self._frames = iter(self._source)
        self._show(next(self._frames))

    def _reopen(self, began_seconds: Fraction) -> None:
        self._source.close()
        self._open(began_seconds)

    def _show(self, frame: Frame) -> None:
        self._shown, self._pixels = frame, None
        self._next = None if self._source.info.is_still else next(self._frames, None)

    def _advance(self, seconds: Fraction) -> None:
        while self._next is not None and self._next.pts_seconds <= seconds:
            self._show(self._next)
