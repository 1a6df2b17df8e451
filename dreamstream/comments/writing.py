"""A comment put into a picture, or into a film while it is written."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from dreamstream.comments import gif, jpeg, png, tiff, webp
from dreamstream.comments.insertion import Insertion

Insert: TypeAlias = Callable[[bytes, str], Insertion | None]
"""From the beginning of a file, as far as it is known, and a text to how it begins with that; None: too little yet."""

INSERTIONS: Mapping[str, Insert] = {"gif": gif.insertion, "webp": webp.insertion}
"""By FFmpeg's names of the muxers whose films have no tags but may have a comment at their beginning."""


def with_comment(suffix: str, content: bytes, text: str) -> bytes:
    """Return a whole picture in the format of a file's ``suffix`` with a comment; without where it takes none (.bmp).

    Raises:
        ValueError: the text is longer than the format allows, 65,533 bytes in a JPEG.
    """
    match suffix:
        case ".png":
            return _inserted(png.insertion, content, text)
        case ".jpg" | ".jpeg":
            return _inserted(jpeg.insertion, content, text)
        case ".webp":
            return webp.with_length(_inserted(webp.insertion, content, text))
        case ".tif" | ".tiff":
            return tiff.with_comment(content, text)
        case _:
            return content


def _inserted(insert: Insert, content: bytes, text: str) -> bytes:
    insertion = insert(content, text)
    return content if insertion is None else insertion.head + content[insertion.at :]
