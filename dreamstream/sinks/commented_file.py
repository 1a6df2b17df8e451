"""A file that a comment gets into while a muxer writes it, which knows nothing of that."""

import os
import shutil
from pathlib import Path
from typing import Any, TypeAlias

from dreamstream.comments import INSERTIONS, Insert, Insertion, png, webp
from dreamstream.sinks.growing_files import ApngFile

AnyFile: TypeAlias = Any
"""A file object or an address, whichever ``av.open`` takes."""


def commented(file: AnyFile, container: str, text: str) -> AnyFile:
    """Return what a muxer is to write to so that ``text`` gets into its film; ``file`` itself where that needs no help.

    Args:
        file: where the film goes.
        container: FFmpeg's name of the muxer.
        text: empty for none.
    """
    if text and isinstance(file, ApngFile):
        file.comment = png.chunk_of(text)
    if not text or container not in INSERTIONS or isinstance(file, str):
        return file
    kind = CommentedWebp if container == "webp" else CommentedFile
    return kind(file, INSERTIONS[container], text)


class CommentedFile:
    """Holds the beginning back until the comment's place is there, then passes everything on.

    Args:
        file: what gets the bytes and the comment.
        insert: the format's.
        text: the comment.
    """

    def __init__(self, file: AnyFile, insert: Insert, text: str) -> None:
        self._file, self._insert, self._text = file, insert, text
        self._beginning = b""
        self._insertion: Insertion | None = None

    def write(self, data: bytes) -> int:
        """Write all of ``data``; return its length."""
        if self._insertion is None:
            self._beginning += data
            self._insertion = self._insert(self._beginning, self._text)
            if self._insertion is not None:
                self._file.write(self._insertion.head + self._beginning[self._insertion.at :])
        else:
            self._file.write(data)
        return len(data)

    def rewrite(self, text: str, source: Path, target: Path) -> None:
        """Copy the film that was written, whole and closed by now, with another comment; raises OSError."""
        with source.open("rb") as film, target.open("wb") as copy:
            head = film.read(len(self._insertion.head) if self._insertion else 0)
            insertion = self._insert(head, text)
            copy.write(insertion.head if insertion else head)
            shutil.copyfileobj(film, copy)


class CommentedWebp(CommentedFile):
    """For a muxer that goes back: it counts the bytes as if the comment were not there."""

    def rewrite(self, text: str, source: Path, target: Path) -> None:
        """Copy the film, and tell its length anew."""
        super().rewrite(text, source, target)
        with target.open("r+b") as copy:
            webp.tell_length(copy)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move as ``io.IOBase.seek`` does."""
        at, longer = self._place()
        is_behind = whence == os.SEEK_SET and offset >= at
        self._file.seek(offset + longer if is_behind else offset, whence)
        return self.tell()

    def tell(self) -> int:
        """Return the position in bytes."""
        at, longer = self._place()
        position: int = self._file.tell()
        return position - longer if position >= at + longer else position

    def _place(self) -> tuple[int, int]:
        """Return from which byte on the file is longer, and by how much."""
        insertion = self._insertion
        return (0, 0) if insertion is None else (insertion.at, len(insertion.head) - insertion.at)
