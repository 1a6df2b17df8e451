"""Files that say in their beginning how much will follow, kept right while they grow: so they play at any moment."""

import struct
import zlib

from dreamstream.sinks.rollback_file import RollbackFile

_RIFF_HEADER_BYTES = 8

_PNG_SIGNATURE_BYTES = 8
_CHUNK_FRAME_BYTES = 12
"""Length, name and check sum of a PNG's chunk."""


class WebpFile(RollbackFile):
    """A WebP; its first chunk, RIFF, contains all others and so has the length of the file."""

    def _complete(self, end_bytes: int) -> None:
        if end_bytes > _RIFF_HEADER_BYTES:
            self._overwrite(4, struct.pack("<I", end_bytes - _RIFF_HEADER_BYTES))


class ApngFile(RollbackFile):
    """An animated PNG; the chunk acTL counts the frames, each of which begins with an fcTL, and IEND ends them."""

    comment = b""
    """A chunk that stands behind the frames there are."""
    _walked_bytes = _PNG_SIGNATURE_BYTES
    _control_at: int | None = None
    _frames = 0
    _is_ended = False

    def _complete(self, end_bytes: int) -> None:
        self._walk(end_bytes)
        if self._control_at is not None and not self._is_ended:
            control = bytearray(self._read(self._control_at, 8 + 8))
            control[8:12] = struct.pack(">I", self._frames)
            self._overwrite(self._control_at, bytes(control) + _check_sum(control[4:]))
            self._overwrite(end_bytes, self.comment + _END)
        elif self._is_ended and self.comment:
            self._overwrite(end_bytes - _CHUNK_FRAME_BYTES, self.comment + _END)

    def _walk(self, end_bytes: int) -> None:
        while self._walked_bytes + _CHUNK_FRAME_BYTES <= end_bytes:
            length, name = struct.unpack(">I4s", self._read(self._walked_bytes, 8))
            if name == b"acTL":
                self._control_at = self._walked_bytes
            self._frames += name == b"fcTL"
            self._is_ended = name == b"IEND"
            self._walked_bytes += _CHUNK_FRAME_BYTES + length


def _check_sum(name_and_data: bytes | bytearray) -> bytes:
    return struct.pack(">I", zlib.crc32(name_and_data))


_END = struct.pack(">I", 0) + b"IEND" + _check_sum(b"IEND")
