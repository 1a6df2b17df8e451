"""Comments of a WebP, animated ones included: the description in its XMP chunk (RFC 9649, section 2.7)."""

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

from dreamstream.comments.insertion import Content, Insertion
from dreamstream.comments.xmp import description_in, packet_of

_FILE_BYTES, _CHUNK_BYTES, _EXTENDED_BYTES = 12, 8, 10
_HAS_XMP, _HAS_ALPHA = 0x04, 0x10


def insertion(head: bytes, text: str) -> Insertion | None:
    """Return where a comment goes: in front of the pictures; None where more of the beginning is needed.

    Metadata may stand anywhere behind the chunk VP8X, which a lone picture first has to be given. The length of the
    whole file, in bytes 4 to 7, is told as if there were nothing behind the comment and has to be set anew.
    """
    data_at = _FILE_BYTES + _CHUNK_BYTES
    if len(head) < data_at + _EXTENDED_BYTES:
        return None
    is_extended = head[_FILE_BYTES : _FILE_BYTES + 4] == b"VP8X"
    at = data_at + _EXTENDED_BYTES if is_extended else _FILE_BYTES
    extended = bytearray(head[data_at:at] if is_extended else _extended(head[_FILE_BYTES:]))
    extended[0] |= _HAS_XMP
    chunks = _chunk(b"VP8X", bytes(extended)) + _chunk(b"XMP ", packet_of(text))
    return Insertion(at, b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks)


def with_length(content: bytes) -> bytes:
    """Return a whole file that tells its length right."""
    return content[:4] + struct.pack("<I", len(content) - _CHUNK_BYTES) + content[8:]


def tell_length(file: BinaryIO) -> None:
    """Let a whole file tell its length right."""
    length = file.seek(0, os.SEEK_END)
    file.seek(4)
    file.write(struct.pack("<I", length - _CHUNK_BYTES))


def comments(content: Content) -> Iterator[str]:
    """Yield the description, as far as the file is whole."""
    at = _FILE_BYTES
    while at + _CHUNK_BYTES <= len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        if name == b"XMP ":
            text = description_in(content[at + _CHUNK_BYTES : at + _CHUNK_BYTES + length])
            if text is not None:
                yield text
        at += _CHUNK_BYTES + length + length % 2


def _extended(picture: bytes) -> bytes:
    """Return the data of the chunk VP8X for a lone picture, from the beginning of its own chunk."""
    if picture[:4] == b"VP8L":
        (packed,) = struct.unpack_from("<I", picture, _CHUNK_BYTES + 1)
        width_less_1, height_less_1, has_alpha = packed & 0x3FFF, packed >> 14 & 0x3FFF, packed >> 28 & 1
    else:
        width, height = struct.unpack_from("<HH", picture, _CHUNK_BYTES + 6)
        width_less_1, height_less_1, has_alpha = (width & 0x3FFF) - 1, (height & 0x3FFF) - 1, 0
    sides: bytes = width_less_1.to_bytes(3, "little") + height_less_1.to_bytes(3, "little")
    return bytes((_HAS_ALPHA * has_alpha, 0, 0, 0)) + sides


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
