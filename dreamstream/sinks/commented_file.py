"""A file that a comment gets into while a muxer writes it, which knows nothing of that."""

import os
from collections.abc import Callable
from typing import Any, TypeAlias

from dreamstream.comments import INSERTIONS, Insertion, png
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
    kind = SeekableCommentedFile if container == "webp" else CommentedFile
    insert = INSERTIONS[container]
    return kind(file, lambda beginning: insert(beginning, text))


class CommentedFile:
    """Holds the beginning back until the comment's place is there, then passes everything on.

    Args:
        file: what gets the bytes and the comment.
        insert: from the beginning of the file to how it begins with the comment; None where it needs more of it.
    """

    def __init__(self, file: AnyFile, insert: Callable[[bytes], Insertion | None]) -> None:
        self._file, self._insert = file, insert
        self._beginning = b""
        self._insertion: Insertion | None = None

    def write(self, data: bytes) -> int:
        """Write all of ``data``; return its length."""
        if self._insertion is None:
            self._beginning += data
            self._insertion = self._insert(self._beginning)
            if self._insertion is not None:
                self._file.write(self._insertion.head + self._beginning[self._insertion.at :])
        else:
            self._file.write(data)
        return len(data)


class SeekableCommentedFile(CommentedFile):
    """For a muxer that goes back: it counts the bytes as if the comment were not there."""

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
