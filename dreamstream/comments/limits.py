"""How long a comment can be."""

from collections.abc import Mapping

from dreamstream.comments.jpeg import LONGEST_BYTES as LONGEST_OF_JPEG

LONGEST_BYTES = 250_000
"""Of any comment: so much goes into the thousand tags that NUT and FLV may have; most others could hold more."""

_SHORTER: Mapping[str, int] = {"mov": 65_535, ".jpg": LONGEST_OF_JPEG, ".jpeg": LONGEST_OF_JPEG}
"""QuickTime tells the length in 16 bits, too."""


def longest_bytes(kind: str) -> int:
    """Return how long a comment can be in films of a muxer, by FFmpeg's name, or in pictures of a file's suffix."""
    return _SHORTER.get(kind, LONGEST_BYTES)
