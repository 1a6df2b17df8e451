"""A video file as a stream: whatever FFmpeg decodes, animated GIFs included."""

import itertools
import math
import os
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame

from dreamstream.errors import SourceError
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sources.base import Source, SourceOptions
from dreamstream.sources.conversion import RgbConverter
from dreamstream.sources.decoder import Decoder
from dreamstream.sources.files import readable_file
from dreamstream.sources.orientation import UPRIGHT, matrix_orientation, swaps_sides, upright
from dreamstream.sources.timing import Clock, TimedPixels, resampled


class VideoSource(Source):
    """Decodes a video file as it is read.

    Times begin at 0 and are the file's own, exact; with ``fps`` frames are dropped or repeated. The size is
    that of the stored pixels (their aspect ratio is not applied), turned upright; ``size`` scales it.
    Where the file does not count its frames, ``info.frame_count`` is estimated by its length. Of a damaged file
    every frame that can be decoded comes before the error.

    Raises:
        SourceError: the file is missing or holds no video that can be decoded.
    """

    def __init__(self, target: str | os.PathLike[str], options: SourceOptions | None = None) -> None:
        self._options = options or SourceOptions()
        path = readable_file(target)
        self._decoder = Decoder(path)
        self._coded = iter(self._decoder)
        first = next(self._coded, None)
        if first is None:
            self._decoder.close()
            raise SourceError(self._decoder.broken_off or f"no frame of '{path}' can be decoded")
        self._orientation = _orientation(first)
        self._coded = itertools.chain([first], self._coded)
        self.info = self._info(first)
        self._frames = self._limited()

    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames; a second iteration goes on where the first one stopped.

        Raises:
            SourceError: the file breaks off; every frame up to there has been yielded.
        """
        return self._frames

    def close(self) -> None:
        """Give back the file; harmless when repeated, and iterating then just ends."""
        self._decoder.close()

    def _info(self, first: VideoFrame) -> StreamInfo:
        stored = (first.width, first.height)
        width, height = self._options.size or self._turned(stored)
        rate, time_base = self._decoder.rate, self._decoder.time_base
        if self._options.fps is not None:
            rate = Fraction(self._options.fps)
            time_base = 1 / rate
        count = self._frame_count(rate)
        return StreamInfo(width, height, rate, time_base, frame_count=count, metadata=self._decoder.metadata)

    def _frame_count(self, rate: Fraction) -> int | None:
        """The file's own count where it holds, else an estimate by duration."""
        counts = []
        if self._decoder.stream.frames > 0 and self._options.fps is None:
            counts.append(self._decoder.stream.frames)
        elif self._decoder.duration_seconds is not None:
            counts.append(max(1, round(self._decoder.duration_seconds * rate)))
        if not counts:
            return None
        if self._options.frames is not None:
            counts.append(self._options.frames)
        if self._options.duration_seconds is not None:
            counts.append(math.ceil(self._options.duration_seconds * rate))
        return min(counts)

    def _limited(self) -> Iterator[Frame]:
        frames, end = self._options.frames, self._options.duration_seconds
        timed = self._timed()
        if self._options.fps is not None:
            frame_ticks = round(1 / (self._decoder.rate * self._decoder.time_base))
            timed = resampled(timed, self._decoder.time_base, self.info.rate, frame_ticks)
        for index, each in enumerate(timed):
            pts_seconds = each.ticks * self.info.time_base
            if end is not None and pts_seconds >= end:
                return
            yield Frame(each.pixels, index, pts_seconds)
            if frames is not None and index + 1 >= frames:
                return
        if self._decoder.broken_off is not None:
            raise SourceError(self._decoder.broken_off)

    def _timed(self) -> Iterator[TimedPixels]:
        clock = Clock(round(1 / (self._decoder.rate * self._decoder.time_base)))
        convert = RgbConverter(self._turned((self.info.width, self.info.height)))
        for frame in self._coded:
            if self._decoder.closed:
                return
            ticks = clock(frame.pts)
            pixels = upright(convert(frame), self._orientation)
            yield TimedPixels(pixels.astype(np.uint8, copy=False), ticks)

    def _turned(self, size: tuple[int, int]) -> tuple[int, int]:
        return (size[1], size[0]) if swaps_sides(self._orientation) else size


def _orientation(frame: VideoFrame) -> int:
    matrix = frame.side_data.get("DISPLAYMATRIX")
    return matrix_orientation(bytes(matrix)) if isinstance(matrix, SideData) else UPRIGHT
