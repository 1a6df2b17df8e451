"""Where an atlas goes: one sheet as a picture, or a film that shows tile after tile."""

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from dreamstream.atlas.layout import Caption, check_size
from dreamstream.atlas.sheet import Sheet
from dreamstream.errors import UsageError
from dreamstream.frame import Frame, Pixels, StreamInfo
from dreamstream.opening import FileId, refuse_onto
from dreamstream.sinks import Sink, open_sink
from dreamstream.sinks.part_file import PartFile
from dreamstream.sinks.stills import write_picture

_PICTURES = (".png", ".jpg", ".jpeg")
_FILMS = (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".gif")

_SHOWN_SECONDS = 1
_FRAMES_PER_SECOND = 24
"""Many players stumble over a film of one frame a second, and a still one costs next to nothing."""


class AtlasOutput(ABC):
    """What an atlas is written to; refuses when built, before any work, what can't or must not be written."""

    @abstractmethod
    def size(self, sheet: Sheet) -> tuple[int, int]:
        """Return the output's (width, height) in pixels.

        Raises:
            UsageError: it is too large.
        """

    @abstractmethod
    def write(self, sheet: Sheet, tiles: Sequence[Pixels], captions: Sequence[Caption]) -> None:
        """Write everything and give it its final name.

        Raises:
            SinkError: it can't be written.
        """


def open_output(
    target: str | os.PathLike[str], read: frozenset[FileId] = frozenset(), *, overwrite: bool = False
) -> AtlasOutput:
    """Return where an atlas goes by the extension: .png or .jpg one sheet, .mp4 (.m4v .mov .mkv .webm) or .gif a film.

    Raises:
        UsageError: the extension is missing or unknown, or the output is a file that is ``read``.
        OutputExistsError: the output exists and ``overwrite`` is False.
        SinkError: the output is a folder, or its folder is missing or can't be written to.
    """
    refuse_onto(read, target)
    path = Path(target)
    suffix = path.suffix.lower()
    if suffix in _PICTURES:
        return _Picture(path, overwrite=overwrite)
    if suffix in _FILMS:
        # A GIF keeps every frame whole.
        copies = 1 if suffix == ".gif" else _SHOWN_SECONDS * _FRAMES_PER_SECOND
        return _Film(open_sink(path, overwrite=overwrite), copies)
    what = f"the extension '{path.suffix}'" if path.suffix else "no extension"
    known = ", ".join(sorted([*_PICTURES, *_FILMS]))
    raise UsageError(f"{path} has {what}, so its format is unclear; known extensions: {known}")


class _Picture(AtlasOutput):
    def __init__(self, path: Path, *, overwrite: bool) -> None:
        self._part = PartFile(path, overwrite=overwrite)

    def size(self, sheet: Sheet) -> tuple[int, int]:
        check_size(sheet.grid.size)
        return sheet.grid.size

    def write(self, sheet: Sheet, tiles: Sequence[Pixels], captions: Sequence[Caption]) -> None:
        write_picture(self._part, sheet.draw(tiles, captions))


class _Film(AtlasOutput):
    def __init__(self, sink: Sink, copies: int) -> None:
        self._sink = sink
        self._copies = copies

    def size(self, sheet: Sheet) -> tuple[int, int]:
        check_size(sheet.size_alone)
        return sheet.size_alone

    def write(self, sheet: Sheet, tiles: Sequence[Pixels], captions: Sequence[Caption]) -> None:
        rate = Fraction(self._copies, _SHOWN_SECONDS)
        width, height = sheet.size_alone
        try:
            self._sink.open(StreamInfo(width, height, rate, 1 / rate))
            for index, pixels in enumerate(self._frames(sheet, tiles, captions)):
                self._sink.write(Frame(pixels, index, index / rate))
            self._sink.finish()
        except BaseException:
            self._sink.abandon()
            raise

    def _frames(self, sheet: Sheet, tiles: Sequence[Pixels], captions: Sequence[Caption]) -> Iterator[Pixels]:
        for pixels, caption in zip(tiles, captions, strict=True):
            picture = sheet.draw_alone(pixels, caption)
            for _ in range(self._copies):
                yield picture
