"""An MP4 that comes through a pipe with its index last: it has to be whole before it can be read."""

import logging
import tempfile
from contextlib import ExitStack
from typing import IO, Protocol

from dreamstream.errors import SourceError

MOST_SPOOLED_BYTES = 2**33
"""So much of the disk such a film may take for as long as it is read."""

_MOST_AHEAD_BYTES = 2**16
_PIECE_BYTES = 2**20
_SMALL = (b"ftyp", b"free", b"skip", b"wide", b"uuid")
"""What may stand before either the index or the pictures."""

_logger = logging.getLogger("dreamstream")


class Ahead(Protocol):
    """What can be looked into before it is read."""

    def ahead(self, count: int) -> bytes:
        """Return the first ``count`` bytes, fewer where there are no more, which ``read`` returns too."""

    def read(self, size: int) -> bytes:
        """Return at most ``size`` bytes; none at the end."""


def has_index_last(pipe: Ahead) -> bool:
    """Tell whether an MP4's pictures (mdat) come before its index (moov), by the boxes it begins with."""
    at = 0
    while at + 8 <= _MOST_AHEAD_BYTES:
        box = pipe.ahead(at + 8)[at:]
        size, kind = int.from_bytes(box[:4]), box[4:]
        if kind not in _SMALL or size < 8:
            return kind == b"mdat"
        at += size
    return False


def spooled(pipe: Ahead, name: str) -> IO[bytes]:
    """Read a pipe to its end into a temporary file, which goes with whoever holds it.

    Raises:
        SourceError: it is more than ``MOST_SPOOLED_BYTES``, or the disk is full.
    """
    _logger.warning("%s is an MP4 whose index comes last: nothing is shown before it has come whole", name)
    with ExitStack() as closing:
        try:
            file = closing.enter_context(tempfile.TemporaryFile())
            _fill(file, pipe, name)
        except OSError as error:
            if isinstance(error, SourceError):
                raise
            raise SourceError(f"{name} can't be kept in {tempfile.gettempdir()}: {error.strerror}") from error
        closing.pop_all()
    return file


def _fill(file: IO[bytes], pipe: Ahead, name: str) -> None:
    while piece := pipe.read(_PIECE_BYTES):
        file.write(piece)
        if file.tell() > MOST_SPOOLED_BYTES:
            raise SourceError(
                f"{name} is an MP4 whose index comes last, longer than {MOST_SPOOLED_BYTES >> 30} GiB; "
                "give the file's name, or pipe it as MKV, MPEG-TS or NUT"
            )
    file.seek(0)
