"""Pictures and films, shown in a notebook."""

import os
from base64 import b64encode
from html import escape
from pathlib import Path

import numpy as np

from dreamstream.errors import SourceError, UsageError
from dreamstream.frame import Pixels
from dreamstream.inline.cell import CellOutput
from dreamstream.inline.pixels import as_data, is_picture

_VIDEO = '<video controls loop autoplay muted src="data:{type};base64,{content}" title="{name}"></video>'
_IMAGE = '<img src="data:{type};base64,{content}" alt="{name}">'
_TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".apng": "image/apng",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
"""File name suffix -> MIME type of what browsers play."""
_MOST_MEGABYTES = 64
"""A notebook file holds all that it shows, a third larger."""


def show(what: Pixels | str | os.PathLike[str]) -> None:
    """Show a picture, or a film that plays at once, beneath the cell of a notebook that runs.

    Args:
        what: (H, W, 3) uint8 RGB, or the path of a film or picture that browsers play: .mp4 .m4v .webm .gif .webp
            .apng .png .jpg. The notebook keeps all of it.

    Raises:
        DisplayError: this is no notebook.
        UsageError: it is no such array or file, or the file has more than 64 MB.
        SourceError: the file can't be read.
    """
    data = _array_data(what) if isinstance(what, np.ndarray) else _file_data(Path(what))
    CellOutput().put(data)


def _array_data(pixels: Pixels) -> dict[str, str]:
    if not is_picture(pixels):
        raise UsageError(f"a picture to show is (H, W, 3) uint8, got {pixels.shape} {pixels.dtype}")
    return as_data(pixels)


def _file_data(path: Path) -> dict[str, str]:
    mime = _TYPES.get(path.suffix.lower())
    if mime is None:
        raise UsageError(f"{path} can't be shown in a notebook; what can is {' '.join(_TYPES)}")
    try:
        size = path.stat().st_size
        if size > _MOST_MEGABYTES * 1_000_000:
            raise UsageError(f"{path} has {size // 1_000_000} MB, and a notebook shows no more than {_MOST_MEGABYTES}")
        content = b64encode(path.read_bytes()).decode()
    except OSError as error:
        raise SourceError(f"{path} can't be read: {error.strerror}") from error
    element = _VIDEO if mime.startswith("video/") else _IMAGE
    html = element.format(type=mime, content=content, name=escape(path.name))
    return {"text/html": html, "text/plain": path.name}
