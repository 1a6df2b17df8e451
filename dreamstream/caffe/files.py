"""Reading and replacing whole files, with errors that say which file."""

import os
from collections.abc import Callable
from pathlib import Path

from dreamstream.errors import ModelError

LARGEST_BYTES = 2**31 - 1
"""Protobuf's own limit on one message, and so on either of a network's files."""


def read_file(path: Path, error: Callable[[str], ModelError]) -> bytes:
    """Return a file's bytes; raise ``error`` when it is missing, empty, over 2 GB or can't be read."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise error(f"{path} is larger than 2 GB, which no Caffe file can be")
        data = path.read_bytes()
    except FileNotFoundError:
        raise error(f"{path} does not exist") from None
    except OSError as failure:
        raise error(f"{path} can't be read: {failure.strerror}") from failure
    if not data:
        raise error(f"{path} is empty")
    return data


def replace_file(path: Path, data: bytes) -> None:
    """Write a file under a temporary name, then give it its own, so that ``path`` is never half a file.

    Raises ModelError when it can't be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            part.write_bytes(data)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as failure:
        raise ModelError(f"{path} can't be written: {failure.strerror}") from failure
