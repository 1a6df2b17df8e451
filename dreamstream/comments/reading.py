"""The comments that a file carries, whatever it is."""

import mmap
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import av

from dreamstream.comments import gif, jpeg, png, tiff, webp
from dreamstream.comments.insertion import Content
from dreamstream.comments.tags import comment_in

_READERS: tuple[tuple[bytes, Callable[[Content], Iterator[str]]], ...] = (
    (b"GIF8", gif.comments),
    (b"\x89PNG\r\n", png.comments),
    (b"\xff\xd8\xff", jpeg.comments),
    (b"RIFF....WEBP", webp.comments),
    (b"II*\0", tiff.comments),
    (b"MM\0*", tiff.comments),
)
"""How files of a format begin, a dot standing for anything, and what finds comments in them."""

_CONTAINERS = "mov,matroska,nut,flv,avi,ogg,asf"
"""FFmpeg's names of what keeps tags. Playlists are none of them: they would lead elsewhere."""


def comments_of(path: Path) -> list[str]:
    """Return every comment in a film or picture; none where it carries none, or is something else.

    Raises:
        OSError: the file can't be read.
    """
    with path.open("rb") as file:
        beginning = file.read(12)
        for pattern, read in _READERS:
            if _begins(beginning, pattern):
                with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                    return _as_far_as_whole(read(content))
        file.seek(0)
        options = {"format_whitelist": _CONTAINERS}
        # OSError: before the beginning of a short file FFmpeg finds nothing, either.
        suppressing = suppress(av.FFmpegError, OSError)
        with suppressing, av.open(file, "r", options=options, metadata_errors="replace") as container:
            comment = comment_in(container.metadata)
            return [] if comment is None else [comment]
    return []


def _begins(beginning: bytes, pattern: bytes) -> bool:
    return len(beginning) >= len(pattern) and all(
        expected in (found, ord(".")) for found, expected in zip(beginning, pattern, strict=False)
    )


def _as_far_as_whole(comments: Iterator[str]) -> list[str]:
    found = []
    # A file that was cut short ends where the next part of it should be.
    with suppress(IndexError, struct.error):
        for comment in comments:
            found.append(comment)
    return found
