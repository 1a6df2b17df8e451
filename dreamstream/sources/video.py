"""A video as a stream: whatever FFmpeg decodes, from wherever it comes, animated GIFs included."""

import os
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame

from dreamstream.errors import SourceError
from dreamstream.fingerprint import file_fingerprint
from dreamstream.frame import Frame, Pixels, StreamInfo
from dreamstream.sources.accompaniment import Accompaniment
from dreamstream.sources.anchors import Anchors
from dreamstream.sources.base import Mark, Source, SourceOptions
from dreamstream.sources.connection import Connection
from dreamstream.sources.conversion import RgbConverter
from dreamstream.sources.decoder import Decoder
from dreamstream.sources.delivery import Incoming, delivered, delivery_times
from dreamstream.sources.fit import Size, placement
from dreamstream.sources.listing import listed
from dreamstream.sources.medium import OpenMedium, open_file
from dreamstream.sources.newest import Newest
from dreamstream.sources.orientation import UPRIGHT, matrix_orientation, swaps_sides, upright
from dreamstream.sources.selection import expected_count
from dreamstream.sources.timing import Timed

_LARGEST_ASPECT = Fraction(8)


class VideoSource(Source):
    """Decodes a video as it is read, from a file or from what ``target`` opens.

    Times begin at 0 and are the video's own, exact; with ``fps`` frames are dropped or repeated. Pixels that are not
    square are made so by scaling the width; pictures are turned upright, interlaced ones made whole, high dynamic
    range and wide gamuts brought to BT.709, transparency laid over black. Of a live medium each frame is the newest.
    Sound and subtitles come with the frames as they are in the video, cut where the frames are.
    Where the video does not count its frames, ``info.frame_count`` is estimated by its length. Of a damaged one
    every frame that can be decoded comes before the error.

    Raises:
        SourceError: it is missing or holds no video that can be decoded.
    """

    def __init__(self, target: OpenMedium | str | os.PathLike[str], options: SourceOptions | None = None) -> None:
        self._options = options or SourceOptions()
        self._path = None if callable(target) else Path(target)
        self._open = target if callable(target) else partial(open_file, target, self._options.input_format)
        self._connection = Connection(self._open, self._options)
        self._shown = self._connection
        """What pictures are taken from: another one where they are gone on with from the middle."""
        self._mark: Mark | None = None
        decoder = self._connection.decoder
        fps = self._options.fps
        self._anchors = None if fps is None else Anchors(decoder.time_base, fps)
        self._incoming = Incoming(decoder.medium.name, decoder.rate, decoder.time_base, anchors=self._anchors)
        self._orientation = _orientation(decoder.first)
        self._pixel_aspect = _pixel_aspect(decoder.stream.sample_aspect_ratio)
        natural = self._turned(_square_size(decoder.first, self._pixel_aspect))
        self._placement = placement(natural, self._options.size, self._options.fit)
        self._accompaniment = Accompaniment(self._connection, self._options, self._incoming.outgoing(self._options)[0])
        self._convert = RgbConverter(self._turned(self._placement.scaled))
        self.info = self._info()
        self._newest = Newest(self._connection) if decoder.medium.is_live else None
        self._frames = self._delivered()

    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames; a second iteration goes on where the first one stopped.

        Raises:
            SourceError: the video breaks off; every frame up to there has been yielded.
        """
        return self._frames

    def times(self) -> Iterator[Fraction]:
        """Yield the times that a file's container tells, of a kind of which that can be relied on."""
        if self._path is None or not self._path.is_file() or self._options.deinterlace == "on":
            return
        decoder = Decoder(self._open())
        with closing(decoder):
            yield from delivery_times(listed(decoder), self._incoming, self._options)

    def fingerprint(self) -> str | None:
        """Return what tells a file from another."""
        return file_fingerprint(self._path) if self._path is not None and self._path.is_file() else None

    def mark(self, frame: Frame) -> Mark:
        """Return by what a frame is found again: where the video begins for these options, among others."""
        chosen_seconds = Fraction(0) if self._anchors is None else self._anchors.before(frame.pts_seconds)
        began_seconds = self._accompaniment.start_seconds
        return replace(super().mark(frame), began_seconds=began_seconds, chosen_seconds=chosen_seconds)

    def go_on_at(self, mark: Mark) -> None:
        """Seek that frame when iteration begins; where it is not found as it was, all come from the first one on."""
        self._mark = mark

    def between(self, start_seconds: Fraction, end_seconds: Fraction | None) -> Iterator[Frame]:
        """Yield the frames from one time to before another, None the end, at their times in the whole video.

        Of the options only those hold that concern single pictures. It takes the place of iterating.

        Raises:
            SourceError: the video breaks off.
        """
        self._connection.decoder.skip_to(start_seconds)
        for index, each in enumerate(self._connection):
            pts_seconds = each.ticks * self._incoming.time_base
            if end_seconds is not None and pts_seconds >= end_seconds:
                return
            if pts_seconds >= start_seconds:
                yield Frame(self._picture(each.content), index, pts_seconds)
        self._judge_end()

    @property
    def has_sound(self) -> bool:
        """Whether sound lies beside the pictures."""
        return bool(self._connection.decoder.medium.container.streams.audio)

    def close(self) -> None:
        """Give back the medium; harmless when repeated, and iterating then just ends."""
        self._connection.stop()
        if self._newest is not None:
            # Its thread may be inside FFmpeg, which does not survive being closed there.
            self._newest.join()
        self._connection.close()
        self._shown.close()

    def _info(self) -> StreamInfo:
        decoder = self._connection.decoder
        rate, time_base = self._incoming.outgoing(self._options)
        return StreamInfo(
            *self._placement.size,
            rate,
            time_base,
            frame_count=expected_count(decoder.frame_count, decoder.rate, self._options),
            metadata=decoder.metadata,
            format=decoder.medium.container.format.name,
            pixel_aspect=self._pixel_aspect,
            tracks=decoder.tracks,
            chapters=self._accompaniment.chapters(),
            is_live=decoder.medium.is_live,
        )

    def _delivered(self) -> Iterator[Frame]:
        found = None if self._mark is None else self._found(self._mark)
        yield from self._whole() if found is None else found

    def _whole(self) -> Iterator[Frame]:
        if self._options.from_seconds is not None:
            self._connection.decoder.skip_to(self._options.from_seconds)
        timed: Iterable[Timed[VideoFrame]] = self._connection if self._newest is None else _arriving(self._newest)
        yield from self._accompaniment.joined(self._chosen(timed, self._incoming))

    def _found(self, mark: Mark) -> Iterator[Frame] | None:
        """Return the frames from a marked one on; None where it can't be found, or is not what it was.

        Pictures are then decoded from near it on, while sound is read from the beginning, for some has to be heard
        from there.
        """
        if self._path is None:
            return None
        incoming = replace(self._incoming, since=mark)
        self._shown = Connection(self._open, self._options)
        self._shown.decoder.hearing.is_on = False
        self._shown.decoder.skip_to(mark.began_seconds + incoming.passed_seconds(self._options))
        frames = self._chosen(self._shown, incoming)
        with suppress(SourceError):
            first = next(frames, None)
            if first is not None and mark.is_of(first):
                self._connection.decoder.skip_to(self._options.from_seconds or Fraction(0))
                return self._accompaniment.joined_from(first, frames)
        self._shown.close()
        self._shown = self._connection
        return None

    def _chosen(self, timed: Iterable[Timed[VideoFrame]], incoming: Incoming) -> Iterator[Frame]:
        return delivered(timed, self._picture, incoming, self._options, self._at_end, self._accompaniment.begin)

    def _picture(self, frame: VideoFrame) -> Pixels:
        return self._placement(np.asarray(upright(self._convert(frame), self._orientation), np.uint8))

    def _at_end(self) -> None:
        self._accompaniment.end()
        self._judge_end()

    def _judge_end(self) -> None:
        if self._shown.broken_off is not None:
            raise SourceError(self._shown.broken_off)

    def _turned(self, size: Size) -> Size:
        return (size[1], size[0]) if swaps_sides(self._orientation) else size


def _arriving(newest: Newest[Timed[VideoFrame]]) -> Iterator[Timed[VideoFrame]]:
    for each in newest:
        yield replace(each, arrival=newest.arrival)


def _pixel_aspect(stated: Fraction | None) -> Fraction:
    """What a stream states, or 1 where that is nothing that was ever meant."""
    return stated if stated and 1 / _LARGEST_ASPECT <= stated <= _LARGEST_ASPECT else Fraction(1)


def _square_size(frame: VideoFrame, pixel_aspect: Fraction) -> Size:
    """The size with square pixels; what has to be scaled anyway gets an even width, which most encoders want."""
    if pixel_aspect == 1:
        return frame.width, frame.height
    return max(2, 2 * round(frame.width * pixel_aspect / 2)), frame.height


def _orientation(frame: VideoFrame) -> int:
    matrix = frame.side_data.get("DISPLAYMATRIX")
    return matrix_orientation(bytes(matrix)) if isinstance(matrix, SideData) else UPRIGHT
