"""A file under an encoder that a full disk can't spoil."""

import os
from contextlib import suppress
from io import FileIO


class RollbackFile:
    """A binary file that ends with a whole record whatever happens; made to be handed to PyAV.

    The encoder writes, and ``settle`` marks each place up to which the file makes sense. When a write fails the
    file is cut back to the last mark and everything after is swallowed: an encoder that goes on to write its
    closing tables can't damage what is there. The failure itself is raised by the next ``settle``.
    """

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self._error: OSError | None = None
        self._end_bytes = self._settled_bytes = 0

    def write(self, data: bytes) -> int:
        """Write all of ``data``; return its length, also when it had to be swallowed."""
        if self._error is None:
            try:
                self._write_all(memoryview(data))
                self._end_bytes = max(self._end_bytes, self._file.tell())
            except OSError as error:
                self._error = error
                self._file.truncate(self._settled_bytes)
                with suppress(OSError):
                    self._complete(self._settled_bytes)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move as ``io.IOBase.seek`` does."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the position in bytes."""
        return self._file.tell()

    def settle(self) -> None:
        """Mark what has been written so far as good.

        Raises:
            OSError: a write since the last mark failed, and the file was cut back to that mark.
        """
        if self._error is not None:
            raise self._error
        self._settled_bytes = self._end_bytes
        self._complete(self._settled_bytes)

    def sync(self) -> None:
        """Wait until the disk has what was written; nothing to do once the file is closed."""
        if not self._file.closed:
            os.fsync(self._file.fileno())

    def _complete(self, end_bytes: int) -> None:
        """Make the file whole up to ``end_bytes``, by ``_overwrite`` alone; what is written next goes over it."""

    def _read(self, offset: int, count: int) -> bytes:
        position = self._file.tell()
        self._file.seek(offset)
        data = self._file.read(count) or b""
        self._file.seek(position)
        return data

    def _overwrite(self, offset: int, data: bytes) -> None:
        position = self._file.tell()
        self._file.seek(offset)
        self._write_all(memoryview(data))
        self._file.seek(position)

    def _write_all(self, data: memoryview) -> None:
        # An unbuffered write may take only a part, on a disk that is nearly full for one.
        while data:
            data = data[self._file.write(data) :]
