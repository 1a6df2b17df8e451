"""A picture for every frame, numbered."""

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from dreamstream.errors import OutputExistsError, SinkError, UsageError
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.density import OF_PICTURES
from dreamstream.sinks.guard import Guard
from dreamstream.sinks.part_file import PartFile
from dreamstream.sinks.resumable import Piece, ResumableSink
from dreamstream.sinks.stills import PICTURES, write_picture
from dreamstream.sinks.telling import Telling

_FIRST_NUMBER = 1

_PATTERN = re.compile(r"((?:[^%]|%%)*)%(?:0\d+)?d((?:[^%]|%%)*)")
"""One number, with what stands before and after it."""


def is_numbered(path: Path) -> bool:
    """Tell whether a path means numbered pictures, ``frames/%04d.png``, or tries to."""
    meant = path.name if path.parent.is_dir() else str(path)
    return "%" in meant.replace("%%", "")


def pictures_there(pattern: Path) -> list[Path]:
    """Return the files that numbered pictures of this pattern would take the place of; none where it is no pattern."""
    if pattern.suffix.lower() not in PICTURES:
        return []
    return [path for path, number in _numbered_like(pattern) if pattern.name % number == path.name]


def _numbered_like(pattern: Path) -> list[tuple[Path, int]]:
    """Return the files that have a number, of however many digits, where the pattern has it, each with its number."""
    match = _PATTERN.fullmatch(pattern.name)
    if match is None or not pattern.parent.is_dir():
        return []
    name = re.compile(rf"{re.escape(match[1] % ())}(\d+){re.escape(match[2] % ())}")
    found = ((path, name.fullmatch(path.name)) for path in pattern.parent.iterdir())
    return [(path, int(number[1])) for path, number in found if number]


class NumberedSink(ResumableSink):
    """A picture for every frame, whole as soon as it has its name: ``frames/%04d.png`` begins at ``0001.png``.

    Each carries the recipe as it is then, for each may go its own way. ``abandon`` leaves the pictures there are and
    returns the pattern, which players take.

    Args:
        pattern: a path with one ``%d`` or ``%04d`` in the name; ``%%`` is a percent sign.
        overwrite: whether existing pictures may be replaced.
        resume: whether existing pictures may be gone on with.

    Raises:
        UsageError: the pattern has more than one number, or a number in its folder.
        OutputExistsError: there is a picture of the pattern already.
        SinkError: see ``PartFile``.
    """

    def __init__(self, pattern: Path, *, overwrite: bool, resume: bool = False) -> None:
        super().__init__(pattern.with_name(f"{pattern.name}.state"), may_exist=overwrite or resume)
        self._pattern, self._overwrite = pattern, overwrite
        self._guard = Guard(str(pattern))
        self._written = self._earlier = 0
        self._telling: Telling | None = None
        if _PATTERN.fullmatch(pattern.name) is None:
            raise UsageError(f"{pattern} is no pattern for pictures; write one %d or %04d into the file's name")
        # Refuses a folder that is missing or may not be written to.
        PartFile(self._path(_FIRST_NUMBER), overwrite=True)
        if not (overwrite or self.state_path.exists()):
            self._refuse_existing()

    @property
    def kept_frames(self) -> int:
        """Return how many pictures there are."""
        return self._written

    @property
    def has_second(self) -> bool:
        """Whether a second picture is there: the first one alone may be of a render that had no state to write yet."""
        return self._path(_FIRST_NUMBER + 1).exists()

    def secure(self) -> tuple[Piece, ...]:
        """Return what is there: that a power cut spares it is not made sure of."""
        return (Piece(self._written, Fraction(0)),)

    def resume(self, pieces: Sequence[Piece]) -> None:
        """Go on with the number after theirs; a picture of that number was lost with the state, and is replaced."""
        self._written = self._earlier = sum(piece.frames for piece in pieces)
        self._overwrite = True
        last = self._path(_FIRST_NUMBER + self._written - 1)
        if not last.exists():
            raise SinkError(f"{last} is not there any more to go on after; begin anew with --overwrite (-y)")

    def open(self, info: StreamInfo) -> None:
        """Learn of the frames."""
        self._guard.begin(info)
        self._telling = Telling(str(self._pattern), self._pattern.suffix.lower(), info)
        if not self._written:
            self.state_path.unlink(missing_ok=True)

    def write(self, frame: Frame) -> None:
        """Write a frame under the next number."""
        self._guard.check(frame)
        if frame.index < self._earlier:
            return
        path = self._path(_FIRST_NUMBER + self._written)
        recipe = self._telling.so_far() if self._telling else ""
        write_picture(PartFile(path, overwrite=self._overwrite), frame.pixels, recipe)
        self._written += 1

    def finish(self) -> None:
        """Refuse to have written nothing."""
        if self._guard.is_begun:
            self._guard.end()
            if not self._written:
                self._guard.refuse_nothing()

    def abandon(self) -> Path | None:
        """Return the pattern of what was written."""
        self._guard.end()
        return self._pattern if self._written and self._path(_FIRST_NUMBER).exists() else None

    def about_bytes(self, pixels: int, frames: int) -> int | None:
        """Return what so many pictures take."""
        return int(OF_PICTURES[self._pattern.suffix.lower()] * pixels * frames / 8)

    def _path(self, number: int) -> Path:
        return self._pattern.with_name(self._pattern.name % number)

    def _refuse_existing(self) -> None:
        there = [path for path, _ in _numbered_like(self._pattern)]
        if there:
            raise OutputExistsError(f"{min(there)} exists; use --overwrite (-y) to replace it and those after it")
