"""Tells whether something is still what it was."""

import hashlib
import os
from pathlib import Path

_ENDS_BYTES = 1 << 20
"""A change within a film shows in its tables too, which are at one of its ends."""


def fingerprint(content: bytes) -> str:
    """Return what differs for other content: a SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a whole file in hexadecimal; raises OSError where it can't be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_fingerprint(path: Path) -> str:
    """Return what differs for a file of other size, or with other bytes in its first or last mebibyte.

    The rest of a large file is not read.

    Raises:
        OSError: it can't be read.
    """
    with path.open("rb") as file:
        head = file.read(_ENDS_BYTES)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _ENDS_BYTES))
        return fingerprint(b"%d:" % size + head + file.read())
