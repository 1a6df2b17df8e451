"""What a picture's first bytes tell before it is decoded: whether there is memory enough for it."""

import struct

from dreamstream.errors import SourceError
from dreamstream.host_memory import free_bytes

_PNG = b"\x89PNG\r\n\x1a\n"
_SIZE_AT, _HEADER_BYTES = 16, 33
_CHANNELS = {0: 1, 2: 3, 3: 3, 4: 4, 6: 4}
"""Of a PNG's types of colour -> of what OpenCV makes of them."""
_COPIES = 2
"""As many of the whole picture OpenCV's PNG decoder holds at a time."""
_SMALL_BYTES = 2**28
"""So much is had, or nothing would run."""


def check_memory(content: bytes, name: str) -> None:
    """Make sure that a PNG can be decoded in the memory that is free; other formats are not looked at.

    Raises:
        SourceError: it can't be; tells of it as ``name``.
    """
    if not content.startswith(_PNG) or len(content) < _HEADER_BYTES:
        return
    width, height, depth, colour = struct.unpack_from(">IIBB", content, _SIZE_AT)
    needed = _COPIES * width * height * _CHANNELS.get(colour, 4) * max(1, depth // 8)
    free = free_bytes() if needed > _SMALL_BYTES else None
    if free is not None and needed > free:
        raise SourceError(
            f"{name} declares {width}x{height} pixels: to decode them takes {needed / 1e9:.1f} GB of memory, and "
            f"{free / 1e9:.1f} GB are free; make it smaller with another program first"
        )
