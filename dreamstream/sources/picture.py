"""Reads one picture from a file, in whatever form it was stored."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from dreamstream.errors import SourceError
from dreamstream.frame import Pixels
from dreamstream.sources.colour import bgr_to_rgb
from dreamstream.sources.files import readable_file
from dreamstream.sources.header import check_memory
from dreamstream.sources.orientation import UPRIGHT, exif_orientation, upright
from dreamstream.sources.quiet import captured_stderr

_DAMAGE = ("premature end", "bad Huffman code")
"""What libjpeg says of a picture that it returns all the same, with wrong or grey parts."""

_TOO_LARGE = ("CV_IO_MAX_IMAGE", "Insufficient memory")


def read_picture(target: str | os.PathLike[str]) -> Pixels:
    """Return the picture in a JPEG, PNG, WebP, TIFF, BMP, GIF or other file that OpenCV decodes.

    The result is (H, W, 3) uint8 RGB, turned upright by the EXIF orientation. Grey, palettes and CMYK become
    RGB; 16 bits are divided by 257 and rounded; floats are taken as 0..1; transparency is laid over black. Of
    several pages or frames it is the first.

    Raises:
        SourceError: the file is missing, no picture, damaged, cut short, or declares an absurd size.
    """
    path = readable_file(target)
    if not is_picture(path):
        raise SourceError(f"'{path}' is not a picture that can be decoded")
    return decode_picture(path.read_bytes(), f"'{path}'")


def decode_picture(content: bytes, name: str) -> Pixels:
    """Return the picture in a file's ``content`` as ``read_picture`` does; ``name`` is what it is called in errors.

    Raises:
        SourceError: it is damaged, cut short, or declares an absurd size.
    """
    check_memory(content, name)
    data = np.frombuffer(content, np.uint8)
    with captured_stderr() as said:
        try:
            pixels, kinds, blocks = cv2.imdecodeWithMetadata(data, flags=cv2.IMREAD_UNCHANGED)
        except (cv2.error, MemoryError) as error:
            raise SourceError(_failure(name, f"{error} {said()}")) from None
        complaints = said()
    if pixels is None or any(sign in complaints for sign in _DAMAGE):
        raise SourceError(_failure(name, complaints))
    exif = next((block for kind, block in zip(kinds, blocks, strict=True) if kind == cv2.IMAGE_METADATA_EXIF), None)
    orientation = UPRIGHT if exif is None else exif_orientation(exif.tobytes())
    return bgr_to_rgb(upright(pixels, orientation))


def is_picture(path: Path) -> bool:
    """Tell by its first bytes whether a file is in a picture format that ``read_picture`` knows."""
    with captured_stderr():
        if not path.is_file():
            return False
        with _name_for_opencv(path) as name:
            return cv2.haveImageReader(name)


def animation_format(path: Path) -> str | None:
    """Return "GIF", "PNG" or "WebP" for a picture in that format that has several frames, else None.

    A GIF whose frames can't be counted, being cut short, counts as several.
    """
    with path.open("rb") as file:
        name = {b"GIF8": "GIF", b"\x89PNG": "PNG", b"RIFF": "WebP"}.get(file.read(4))
    if name is None:
        return None
    with captured_stderr(), _name_for_opencv(path) as opened:
        count = cv2.imcount(opened)
    return name if count > 1 or (name == "GIF" and count == 0) else None


@contextmanager
def _name_for_opencv(path: Path) -> Iterator[str]:
    """Yield a name of the file in letters: given one in other bytes than UTF-8's, OpenCV ends the process."""
    name = os.fspath(path)
    try:
        name.encode()
    except UnicodeEncodeError:
        with path.open("rb") as file:
            yield f"/dev/fd/{file.fileno()}"
    else:
        yield name


def _failure(name: str, reason: str) -> str:
    if any(sign in reason for sign in _TOO_LARGE):
        return f"{name} declares a size of more pixels than can be decoded"
    return f"{name} is damaged or cut short; the picture in it can't be decoded"
