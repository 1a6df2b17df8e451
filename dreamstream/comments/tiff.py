"""Comments of a TIFF: the field ImageDescription of its first picture (TIFF 6.0, sections 2 and 8)."""

import struct
from collections.abc import Iterator

from dreamstream.comments.insertion import Content

_DESCRIPTION, _ASCII = 270, 2
_ENTRY_BYTES = 12


def with_comment(content: bytes, text: str) -> bytes:
    """Return a whole picture with a description: its directory is written anew behind everything, one field longer."""
    order, at = _directory(content)
    (count,) = struct.unpack_from(f"{order}H", content, at)
    end = at + 2 + count * _ENTRY_BYTES
    entries = [content[place : place + _ENTRY_BYTES] for place in range(at + 2, end, _ENTRY_BYTES)]
    data = text.encode() + b"\0"
    # Both the text and the directory begin at even places.
    text_at = len(content) + len(content) % 2
    entries.append(struct.pack(f"{order}HHII", _DESCRIPTION, _ASCII, len(data), text_at))
    entries.sort(key=lambda entry: struct.unpack_from(f"{order}H", entry))
    body = content.ljust(text_at, b"\0") + data + b"\0" * (len(data) % 2)
    directory = struct.pack(f"{order}H", len(entries)) + b"".join(entries) + content[end : end + 4]
    return body[:4] + struct.pack(f"{order}I", len(body)) + body[8:] + directory


def comments(content: Content) -> Iterator[str]:
    """Yield the description."""
    order, at = _directory(content)
    (count,) = struct.unpack_from(f"{order}H", content, at)
    for place in range(at + 2, at + 2 + count * _ENTRY_BYTES, _ENTRY_BYTES):
        tag, _, length, text_at = struct.unpack_from(f"{order}HHII", content, place)
        if tag == _DESCRIPTION:
            yield content[text_at : text_at + length].rstrip(b"\0").decode(errors="replace")


def _directory(content: Content) -> tuple[str, int]:
    """Return the byte order, as ``struct`` writes it, and where the first picture's directory is."""
    order = "<" if content[:2] == b"II" else ">"
    return order, struct.unpack_from(f"{order}I", content, 4)[0]
