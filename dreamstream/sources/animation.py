"""Animated WebP, which FFmpeg does not decode and OpenCV only as a whole."""

import struct
from collections.abc import Iterator
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamstream.errors import SourceError
from dreamstream.fingerprint import fingerprint
from dreamstream.frame import Frame, Pixels, StreamInfo
from dreamstream.sources.base import Source, SourceOptions
from dreamstream.sources.colour import bgr_to_rgb
from dreamstream.sources.delivery import Incoming, delivered, delivery_times
from dreamstream.sources.fit import placement
from dreamstream.sources.quiet import captured_stderr
from dreamstream.sources.selection import expected_count
from dreamstream.sources.still import placed
from dreamstream.sources.timing import Timed

MOST_PIXELS = 2**28
"""Of all frames together; they take four bytes each, so this is a gibibyte."""

_MILLISECOND = Fraction(1, 1000)
_SHORTEST_MS, _INSTEAD_MS = 10, 100
"""What lasts no longer than this is shown for that, as browsers do."""


class AnimationSource(Source):
    """The frames of an animated WebP, all of which are held in memory until it is closed.

    Raises:
        SourceError: it is damaged, or holds more than ``MOST_PIXELS``.
    """

    def __init__(self, content: bytes, name: str, options: SourceOptions | None = None) -> None:
        self._options = options or SourceOptions()
        self._fingerprint = fingerprint(content)
        width, height = _checked_size(content, name)
        self._pictures, durations_ms = _decoded(content, name)
        shown_ms = [each if each > _SHORTEST_MS else _INSTEAD_MS for each in durations_ms]
        self._ticks = [sum(shown_ms[:index]) for index in range(len(shown_ms))]
        rate = Fraction(1000 * len(shown_ms), sum(shown_ms))
        self._incoming = Incoming(name, rate, _MILLISECOND)
        self._size = placement((width, height), self._options.size, self._options.fit).size
        out_rate, time_base = self._incoming.outgoing(self._options)
        count = expected_count(len(shown_ms), rate, self._options)
        self.info = StreamInfo(*self._size, out_rate, time_base, frame_count=count, format="webp")

    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames."""
        timed = (Timed(*each) for each in zip(self._pictures, self._ticks, strict=False))
        return delivered(timed, self._converted, self._incoming, self._options)

    def times(self) -> Iterator[Fraction]:
        """Yield the times of all."""
        timed = (Timed(ticks, ticks) for ticks in self._ticks)
        return delivery_times(timed, self._incoming, self._options)

    def fingerprint(self) -> str:
        """Return what tells the animation from another."""
        return self._fingerprint

    def close(self) -> None:
        """Give back the memory."""
        self._pictures = []

    def _converted(self, bgra: NDArray[np.uint8]) -> Pixels:
        return placed(bgr_to_rgb(bgra), self._size, self._options.fit)


def is_animated_webp(content: bytes) -> bool:
    """Tell by a file's first bytes whether it is a WebP of several frames (the container's VP8X chunk says so)."""
    return content[:4] == b"RIFF" and content[8:16] == b"WEBPVP8X" and len(content) >= 30 and bool(content[20] & 2)


def _checked_size(content: bytes, name: str) -> tuple[int, int]:
    width, height = (1 + int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
    count = _frame_count(content)
    if width * height * count > MOST_PIXELS:
        raise SourceError(
            f"{name} holds {count} frames of {width}x{height}; an animated WebP is decoded as a whole, and more than "
            f"{MOST_PIXELS // 10**6} million pixels are too many: convert it to a video first"
        )
    return width, height


def _frame_count(content: bytes) -> int:
    count, at = 0, 12
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        count += kind == b"ANMF"
        at += 8 + size + size % 2
    return count


def _decoded(content: bytes, name: str) -> tuple[list[NDArray[np.uint8]], list[int]]:
    with captured_stderr():
        try:
            is_whole, animation = cv2.imdecodeanimation(np.frombuffer(content, np.uint8))
        except (cv2.error, MemoryError):
            is_whole = False
    if not is_whole or not len(animation.frames):
        raise SourceError(f"{name} is damaged or cut short; the animation in it can't be decoded")
    return [np.asarray(each, np.uint8) for each in animation.frames], [int(each) for each in animation.durations]
