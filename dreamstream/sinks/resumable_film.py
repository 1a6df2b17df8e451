"""A film in a file that several runs may make, each a piece of it."""

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from itertools import count
from pathlib import Path

from dreamstream.companions import Chapter
from dreamstream.errors import SinkError
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.file_place import FilePlace
from dreamstream.sinks.film import FilmSink
from dreamstream.sinks.joining import About, Cut, count_packets, write_joined
from dreamstream.sinks.part_file import PartFile
from dreamstream.sinks.resumable import Piece, ResumableSink


class ResumableFilm(ResumableSink):
    """``out.part.mp4`` while it grows; what earlier runs left lies beside it as ``out.kept1.part.mp4`` and so on.

    Every run begins an encoder of its own. ``finish`` copies the packets of all pieces into one film, and none is
    encoded twice.

    Args:
        film: what encodes the frames of this run, into ``place``.
        place: the file of ``part``.
        part: its names.
        may_exist: whether what an earlier run left may be there.

    Raises:
        OutputExistsError: it is there and may not be.
    """

    def __init__(self, film: FilmSink, place: FilePlace, part: PartFile, *, may_exist: bool) -> None:
        super().__init__(part.path.with_name(f"{part.path.name}.state"), may_exist=may_exist)
        self._film, self._place, self._part = film, place, part
        self._pieces: tuple[Piece, ...] = ()
        self._earlier_frames = 0
        self._begins_seconds: Fraction | None = None
        self._chapters: tuple[Chapter, ...] = ()

    @property
    def kept_frames(self) -> int:
        """Return the frames of the earlier pieces and of this one, as far as it would play."""
        return self._earlier_frames + self._film.whole_frames

    def secure(self) -> tuple[Piece, ...]:
        """Wait until the disk has the file."""
        if self._begins_seconds is None or not self._film.whole_frames:
            return self._pieces
        self._place.sync()
        return (*self._pieces, Piece(self._film.whole_frames, self._begins_seconds))

    def resume(self, pieces: Sequence[Piece]) -> None:
        """Move the last piece aside, unless an earlier run that left no frame has done so, and count what is there."""
        self._pieces = tuple(pieces)
        self._earlier_frames = sum(piece.frames for piece in pieces)
        cuts: list[Cut] = []
        companions: list[tuple[int, ...]] = []
        for number, piece in enumerate(pieces, start=1):
            path = self._kept_path(number)
            if number == len(pieces) and not path.exists():
                self._part.set_aside(path)
            there, *others = count_packets(path, piece.frames)
            if there < piece.frames:
                raise SinkError(
                    f"{path} holds {there} frames, {piece.frames} were in it; begin anew with --overwrite (-y)"
                )
            companions.append(tuple(others))
            cuts.append(Cut(path, piece.begins_seconds, piece.frames))
        # What another encoder made has other streams, which joining refuses.
        self._film.go_on_after(self._earlier_frames, list(map(sum, zip(*companions, strict=False))))
        self._place.is_continued = True
        self._place.complete = partial(self._join, cuts)

    def open(self, info: StreamInfo) -> None:
        """Begin this run's piece; where it is the first, nothing of another film is left beside it."""
        self._chapters = info.chapters
        self._film.open(info)
        if not self._pieces:
            self.state_path.unlink(missing_ok=True)
            for path in self._kept_paths():
                path.unlink()

    def write(self, frame: Frame) -> None:
        """Encode one frame; of one that is there already, take what goes along with it."""
        if self._begins_seconds is None and frame.index >= self._earlier_frames:
            self._begins_seconds = frame.pts_seconds
        self._film.write(frame)

    def finish(self) -> None:
        """Make one film of all pieces."""
        self._film.finish()
        for path in self._kept_paths() if self._pieces else ():
            path.unlink()

    def abandon(self) -> Path | None:
        """Leave the pieces; the returned one is the last that holds a frame."""
        rest, kept = self._film.abandon(), self._kept_path(len(self._pieces))
        return rest or (kept if kept.exists() else None)

    def about_bytes(self, pixels: int, frames: int) -> int | None:
        """Return what the whole film takes."""
        return self._film.about_bytes(pixels, frames)

    def _join(self, cuts: Sequence[Cut], part: Path, target: Path) -> None:
        last = [] if self._begins_seconds is None else [Cut(part, self._begins_seconds)]
        about = About(self._film.metadata, self._chapters, self._place.supplement)
        write_joined([*cuts, *last], target, self._film.format, about)

    def _kept_path(self, number: int) -> Path:
        final = self._part.final
        return final.with_name(f"{final.stem}.kept{number}.part{final.suffix}")

    def _kept_paths(self) -> list[Path]:
        paths: list[Path] = []
        for number in count(1):
            if not self._kept_path(number).exists():
                return paths
            paths.append(self._kept_path(number))
        return paths
