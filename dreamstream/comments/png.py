"""Comments of a PNG, animated ones included: international text chunks (PNG, third edition, section 11.3.3)."""

import struct
import zlib
from collections.abc import Iterator

from dreamstream.comments.insertion import Content, Insertion

_SIGNATURE_BYTES, _CHUNK_FRAME_BYTES = 8, 12
_KEYWORD = b"Comment"


def insertion(head: bytes, text: str) -> Insertion | None:
    """Return where a comment goes in a picture, in front of its pixels; None where more of the beginning is needed.

    In an animation it has to come behind those of the first frame: FFmpeg looks only so far for what tells it that
    there are several.
    """
    at = next((at for at, name, _ in _chunks(head) if name == b"IDAT"), None)
    return None if at is None else Insertion(at, head[:at] + chunk_of(text))


def chunk_of(text: str) -> bytes:
    """Return the chunk that is a comment."""
    # Not compressed, in no language, the keyword not translated.
    data = b"iTXt" + _KEYWORD + b"\0" + b"\0\0" + b"\0" + b"\0" + text.encode()
    return struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))


def comments(content: Content) -> Iterator[str]:
    """Yield every comment that is not compressed, as far as the file is whole."""
    for at, name, length in _chunks(content):
        if name in (b"iTXt", b"tEXt"):
            keyword, _, rest = content[at + 8 : at + 8 + length].partition(b"\0")
            if keyword == _KEYWORD:
                yield from _text(name, rest)


def _chunks(content: Content) -> Iterator[tuple[int, bytes, int]]:
    """Yield place, name and length of the data of every chunk that has begun."""
    at = _SIGNATURE_BYTES
    while at + 8 <= len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        yield at, name, length
        at += _CHUNK_FRAME_BYTES + length


def _text(name: bytes, rest: bytes) -> Iterator[str]:
    if name == b"tEXt":
        yield rest.decode("latin-1")
    elif rest[:1] == b"\0":
        *_, text = rest[2:].split(b"\0", 2)
        yield text.decode(errors="replace")
