"""Pictures that a distortion is given as files: read when it is built, kept with it."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, TypeAlias

import cv2
import numpy as np
from pydantic import BeforeValidator, InstanceOf, PlainSerializer, WithJsonSchema

from dreamstream.errors import UsageError
from dreamstream.frame import Pixels


@dataclass(frozen=True)
class StoredPicture:
    """A picture and the file that it was read from; the same as another one if that file was."""

    path: Path
    changed_ns: int
    """When the file was last written to, so that a picture which was painted over is another one."""
    pixels: Pixels = field(compare=False, repr=False)


def read_stored(path: Path) -> StoredPicture:
    """Return the picture in a file, upright, without its transparency.

    Raises:
        UsageError: the file can't be read, or is not a picture.
    """
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise UsageError(f"can't read '{path}': {error.strerror}") from error


# A recipe is validated again with every one that is laid over it.
@lru_cache(maxsize=4)
def _read(path: Path, changed_ns: int) -> StoredPicture:
    data = np.frombuffer(path.read_bytes(), np.uint8)
    try:
        pixels = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB) if data.size else None
    except cv2.error:
        pixels = None
    if pixels is None:
        raise UsageError(f"'{path}' is not a picture that can be decoded")
    pixels.flags.writeable = False
    return StoredPicture(path, changed_ns, np.asarray(pixels, np.uint8))


def _stored(value: object) -> StoredPicture:
    if isinstance(value, StoredPicture):
        return value
    if isinstance(value, str | Path):
        return read_stored(Path(value))
    raise UsageError(f"{value!r} is not the path of a picture")


PictureFile: TypeAlias = Annotated[
    InstanceOf[StoredPicture],
    BeforeValidator(_stored),
    PlainSerializer(lambda stored: str(stored.path)),
    WithJsonSchema({"type": "string", "format": "path"}),
]
"""A picture as a field: given as a path, read at once, written as the path."""
