"""Comments of a GIF: extension blocks of their own, which FFmpeg's muxer never writes (GIF89a, sections 15 to 26)."""

from collections.abc import Iterator

from dreamstream.comments.insertion import Content, Insertion

_SCREEN_BYTES, _IMAGE_BYTES = 13, 10
"""Signature and logical screen descriptor; an image's descriptor."""
_EXTENSION, _COMMENT, _IMAGE = 0x21, 0xFE, 0x2C
_LONGEST_BLOCK = 255


def insertion(head: bytes, text: str) -> Insertion | None:
    """Return where a comment goes, behind the global palette; None where more of the beginning is needed."""
    if len(head) < _SCREEN_BYTES:
        return None
    at = _SCREEN_BYTES + _palette_bytes(head[10])
    return Insertion(at, head[:at] + _extension(text.encode())) if len(head) >= at else None


def comments(content: Content) -> Iterator[str]:
    """Yield every comment, as far as the file is whole."""
    at = _SCREEN_BYTES + _palette_bytes(content[10])
    while content[at] in (_EXTENSION, _IMAGE):
        if content[at] == _IMAGE:
            # After the descriptor and its palette a byte says how the picture is packed.
            at, kind = at + _IMAGE_BYTES + _palette_bytes(content[at + 9]) + 1, None
        else:
            at, kind = at + 2, content[at + 1]
        parts = []
        while length := content[at]:
            if kind == _COMMENT:
                parts.append(content[at + 1 : at + 1 + length])
            at += 1 + length
        at += 1
        if kind == _COMMENT:
            yield b"".join(parts).decode(errors="replace")


def _extension(data: bytes) -> bytes:
    parts = [data[at : at + _LONGEST_BLOCK] for at in range(0, len(data), _LONGEST_BLOCK)]
    return bytes((_EXTENSION, _COMMENT)) + b"".join(bytes((len(part),)) + part for part in parts) + b"\0"


def _palette_bytes(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
