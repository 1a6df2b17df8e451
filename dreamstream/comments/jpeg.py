"""Comments of a JPEG: COM segments (ITU-T T.81, B.2.4.5)."""

import struct
from collections.abc import Iterator

from dreamstream.comments.insertion import Content, Insertion

_COMMENT, _APPLICATION, _SCAN = 0xFE, range(0xE0, 0xF0), 0xDA
LONGEST_BYTES = 65_533
"""Of a segment's data: its length is told in 16 bits and counts itself."""


def insertion(head: bytes, text: str) -> Insertion:
    """Return where a comment goes in a whole picture: behind what applications need to find in front.

    Raises:
        ValueError: the text has more than ``LONGEST_BYTES``.
    """
    data = text.encode()
    if len(data) > LONGEST_BYTES:
        raise ValueError(f"a JPEG's comment has at most {LONGEST_BYTES} bytes, not {len(data)}")
    at = next(at for at, marker, _ in _segments(head) if marker not in _APPLICATION)
    return Insertion(at, head[:at] + struct.pack(">BBH", 0xFF, _COMMENT, len(data) + 2) + data)


def comments(content: Content) -> Iterator[str]:
    """Yield every comment that stands in front of the picture."""
    for at, marker, length in _segments(content):
        if marker == _COMMENT:
            yield content[at + 4 : at + 2 + length].decode(errors="replace")


def _segments(content: Content) -> Iterator[tuple[int, int, int]]:
    """Yield place, marker and length of every segment, up to where the picture itself begins."""
    at, marker = 2, 0
    while marker != _SCAN and at + 4 <= len(content):
        prefix, marker, length = struct.unpack_from(">BBH", content, at)
        if prefix != 0xFF:
            return
        yield at, marker, length
        at += 2 + length
