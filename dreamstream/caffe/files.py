"""Reading and replacing whole files, with errors that say which file."""

import os
import shlex
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from dreamstream.errors import ModelError

LARGEST_BYTES = 2**31 - 1
"""Protobuf's own limit on one message, and so on either of a network's files."""

_PIECE_BYTES = 2**24
_GZIP = b"\x1f\x8b"


def read_file(path: Path, error: Callable[[str], ModelError]) -> bytes:
    """Return a file's bytes; raise ``error`` when it is missing, empty, packed, over 2 GB or can't be read."""
    try:
        is_too_large = path.stat().st_size > LARGEST_BYTES
        data = b"" if is_too_large else path.read_bytes() if path.is_file() else _read_stream(path)
    except FileNotFoundError:
        raise error(f"{path} does not exist") from None
    except OSError as failure:
        raise error(f"{path} can't be read: {failure.strerror}") from failure
    if is_too_large or len(data) > LARGEST_BYTES:
        raise error(f"{path} is larger than 2 GB, which no Caffe file can be")
    if not data:
        raise error(f"{path} is empty")
    if data.startswith(_GZIP):
        raise error(f"{path} is packed with gzip; unpack it first, with: gunzip {shlex.quote(path.name)}")
    return data


def _read_stream(path: Path) -> bytes:
    """Return what a device or a pipe gives, which has no size to ask for and perhaps no end: little more than 2 GB."""
    with path.open("rb") as stream:
        pieces = iter(lambda: stream.read(_PIECE_BYTES), b"")
        return b"".join(islice(pieces, LARGEST_BYTES // _PIECE_BYTES + 1))


def text_of(data: str | bytes) -> str:
    """Return bytes as UTF-8 text, or as Latin-1 where they are none.

    Caffe takes any bytes in names and comments, and old files carry them in national encodings; protobuf
    hands out such a name as bytes.
    """
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def replace_file(path: Path, data: bytes) -> None:
    """Write a file under a temporary name, then give it its own, so that ``path`` is never half a file.

    Raises ModelError when it can't be written, or is a device or a pipe, which would be gone.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise ModelError(f"{path} is a device or a pipe, not a file; name a file to write")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            part.write_bytes(data)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as failure:
        raise ModelError(f"{path} can't be written: {failure.strerror}") from failure
