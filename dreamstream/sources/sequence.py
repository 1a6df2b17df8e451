"""Numbered pictures as a video: ``frames/%04d.png``, or ``frames/*.jpg`` in natural order."""

import glob
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from dreamstream.errors import SourceError
from dreamstream.fingerprint import fingerprint
from dreamstream.frame import Frame, Pixels, StreamInfo
from dreamstream.sources.base import Mark, Source, SourceOptions
from dreamstream.sources.delivery import Incoming, delivered, delivery_times
from dreamstream.sources.fit import placement
from dreamstream.sources.picture import read_picture
from dreamstream.sources.selection import expected_count
from dreamstream.sources.still import DEFAULT_RATE, placed
from dreamstream.sources.timing import Timed

_NUMBER = re.compile(r"%0?(\d{0,2})d")

_logger = logging.getLogger("dreamstream")


class SequenceSource(Source):
    """Shows the pictures that a pattern stands for, one per frame, 24 per second unless ``options.fps`` says otherwise.

    A number pattern begins at the lowest number that is there and ends, as FFmpeg does, before the first that is
    missing. All have the size of the first; a picture of another size is brought to it, and a warning says so once.

    Raises:
        SourceError: the pattern stands for no file, or the first is no picture.
    """

    def __init__(self, pattern: str, options: SourceOptions | None = None) -> None:
        options = options or SourceOptions()
        rate = options.fps or DEFAULT_RATE
        # The rate is that of the pictures themselves: none is dropped or repeated.
        self._options = replace(options, fps=None)
        self._paths = sequence_paths(pattern)
        self._incoming = Incoming(f"'{pattern}'", rate, 1 / rate)
        height, width, _ = read_picture(self._paths[0]).shape
        self._first_size = (width, height)
        self._size = placement(self._first_size, options.size, options.fit).size
        self._has_warned = False
        self._began_seconds = Fraction(0)
        count = expected_count(len(self._paths), rate, self._options)
        self.info = StreamInfo(*self._size, *self._incoming.outgoing(self._options), frame_count=count)

    def __iter__(self) -> Iterator[Frame]:
        """Yield the pictures; each is read when it is wanted.

        Raises:
            SourceError: one can't be read as a picture.
        """
        timed = (Timed(path, index) for index, path in enumerate(self._paths))
        return delivered(timed, self._picture, self._incoming, self._options, at_start=self._begin)

    def times(self) -> Iterator[Fraction]:
        """Yield the times of all."""
        timed = (Timed(path, index) for index, path in enumerate(self._paths))
        return delivery_times(timed, self._incoming, self._options)

    def fingerprint(self) -> str:
        """Return what tells the pictures from others, by their names and sizes alone: there may be many."""
        return fingerprint("\n".join(f"{path.name} {path.stat().st_size}" for path in self._paths).encode())

    def mark(self, frame: Frame) -> Mark:
        """Return by what a frame is found again: where among the pictures the first one is, among others."""
        return replace(super().mark(frame), began_seconds=self._began_seconds)

    def go_on_at(self, mark: Mark) -> None:
        """Begin with that frame; the pictures before it are not read."""
        self._incoming = replace(self._incoming, since=mark)

    def _begin(self, seconds: Fraction) -> None:
        self._began_seconds = seconds

    def _picture(self, path: Path) -> Pixels:
        pixels = read_picture(path)
        height, width, _ = pixels.shape
        if (width, height) != self._first_size and not self._has_warned:
            self._has_warned = True
            first = "{}x{}".format(*self._first_size)
            _logger.warning("'%s' has %dx%d pixels, the first picture %s; it is scaled", path, width, height, first)
        return placed(pixels, self._size, self._options.fit)


def is_sequence(name: str) -> bool:
    """Tell whether ``name``, which is no file, stands for several: by a number's place (``%04d``) or a wildcard."""
    return (_NUMBER.search(Path(name).name) is not None or glob.has_magic(name)) and not Path(name).exists()


def pictures_like(pattern: str) -> list[Path]:
    """Return every file that a pattern may mean, those after a missing number too, in no order."""
    return list(_by_number(Path(pattern)).values()) if _NUMBER.search(Path(pattern).name) else _matching(pattern)


def sequence_paths(pattern: str) -> list[Path]:
    """Return the files that a pattern stands for, in order.

    Raises:
        SourceError: there is none.
    """
    paths = _numbered(Path(pattern)) if _NUMBER.search(Path(pattern).name) else _matching(pattern)
    if not paths:
        raise SourceError(f"no file is called like '{pattern}'")
    return paths


def _matching(pattern: str) -> list[Path]:
    folder, name = os.path.split(pattern)
    if Path(folder).is_dir():
        # Brackets in the name of a folder that is there mean themselves.
        pattern = str(Path(glob.escape(folder), name))
    found = (Path(name) for name in glob.glob(pattern))  # noqa: PTH207 - Path.glob takes no absolute patterns
    return sorted((path for path in found if path.is_file()), key=lambda path: _natural(str(path)))


def _natural(text: str) -> list[tuple[int, str]]:
    """A key by which 10 comes after 9."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text)]


def _by_number(pattern: Path) -> dict[int, Path]:
    """Return the pictures that are there, in no order."""
    number = _NUMBER.search(pattern.name)
    if number is None or not pattern.parent.is_dir():
        return {}
    before, after = pattern.name[: number.start()], pattern.name[number.end() :]
    wanted = re.compile(f"{re.escape(before)}([0-9]{{{int(number[1] or 1)},}}){re.escape(after)}")
    return {int(match[1]): path for path in pattern.parent.iterdir() if (match := wanted.fullmatch(path.name))}


def _numbered(pattern: Path) -> list[Path]:
    found = _by_number(pattern)
    paths, at = [], min(found, default=0)
    while at in found:
        paths.append(found[at])
        at += 1
    if later := len(found) - len(paths):
        gap = _NUMBER.sub(lambda number: f"{at:0{int(number[1] or 1)}d}", pattern.name, count=1)
        left_out = "a later picture is" if later == 1 else f"{later} later pictures are"
        _logger.warning("'%s' is missing; the film ends before it, %s left out", gap, left_out)
    return paths
