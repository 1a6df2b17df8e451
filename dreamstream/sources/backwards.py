"""A video file from its end to its beginning, a stretch at a time."""

import logging
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from dreamstream.errors import UsageError
from dreamstream.frame import Frame, Pixels, turned_round
from dreamstream.sources.addresses import is_address
from dreamstream.sources.base import Source
from dreamstream.sources.files import readable_file
from dreamstream.sources.picture import animation_format, is_picture
from dreamstream.sources.piped import STANDARD_INPUT
from dreamstream.sources.plugins import opener_of
from dreamstream.sources.sequence import is_sequence
from dreamstream.sources.video import VideoSource

_MOST_BYTES, _FEWEST_FRAMES = 2**28, 8
"""What is held at a time: so many bytes of pictures, but no fewer frames."""

_logger = logging.getLogger("dreamstream")


class BackwardsSource(Source):
    """The frames of a video file last to first, from 0 on, each shown for as long as it was, the last 1 / rate.

    The file is opened anew for every stretch of it and decoded from the key frame before, then that stretch is turned
    round in memory; its length follows from the size of the pictures alone. In a container without an index of key
    frames, as GIF, each stretch is decoded from the file's beginning. Sound is left out, and a warning says so.

    Raises:
        UsageError: ``path`` names no file that can be read twice, or no video.
        SourceError: it is missing, or can't be decoded.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)
        self._closed = False
        with _opened(self._path) as video:
            self.info = replace(video.info, tracks=(), chapters=())
            if video.has_sound:
                _logger.warning("the sound of '%s' is left out: only pictures are turned round", self._path)
        frame_bytes = 3 * self.info.width * self.info.height
        self._most_frames = max(_FEWEST_FRAMES, _MOST_BYTES // frame_bytes)

    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames.

        Raises:
            SourceError: the file is not whole.
        """
        info = self.info
        last_ticks = max(1, round(1 / (info.rate * info.time_base)))
        return turned_round(self._pictures(), last_ticks * info.time_base)

    def close(self) -> None:
        """Let an iteration end with the stretch that it has begun; nothing else is held open."""
        self._closed = True

    def _pictures(self) -> Iterator[tuple[Fraction, Pixels]]:
        for stretch in self._stretches():
            # Emptied on the way, so that no more is held than has to be.
            while stretch:
                frame = stretch.pop()
                yield frame.pts_seconds, frame.pixels

    def _stretches(self) -> Iterator[deque[Frame]]:
        """Yield all frames, a stretch after the one that it comes before, each from its first frame on."""
        usual_seconds = span_seconds = self._most_frames / self.info.rate
        end_seconds = (self.info.frame_count or 0) / self.info.rate
        is_last = True
        while not self._closed:
            start_seconds = max(Fraction(0), end_seconds - span_seconds)
            stretch = self._stretch(start_seconds, None if is_last else end_seconds)
            is_first = start_seconds == 0 and len(stretch) < self._most_frames
            if stretch:
                end_seconds, span_seconds, is_last = stretch[0].pts_seconds, usual_seconds, False
                yield stretch
            else:
                # One frame may stand for long, or the file's length have been a guess.
                span_seconds *= 2
            if is_first:
                return

    def _stretch(self, start_seconds: Fraction, end_seconds: Fraction | None) -> deque[Frame]:
        """Return the last frames between two times, as many as may be held."""
        with _opened(self._path) as video:
            return deque(video.between(start_seconds, end_seconds), self._most_frames)


def _opened(name: str) -> VideoSource:
    path = Path(name)
    if name == STANDARD_INPUT or is_address(name) or opener_of(name) is not None or path.is_fifo():
        raise UsageError(f"'{name}' can't be read from its end; save it as a file, and reverse that")
    if is_sequence(name) or (is_picture(readable_file(path)) and animation_format(path) in (None, "WebP")):
        raise UsageError(f"'{name}' is no video that can be reversed; films, animated GIFs and PNGs are")
    return VideoSource(path)
