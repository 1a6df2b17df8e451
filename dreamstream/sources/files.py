"""The questions every file is asked before a decoder sees it."""

import os
from pathlib import Path

from dreamstream.errors import SourceError


def readable_file(target: str | os.PathLike[str]) -> Path:
    """Return ``target`` as a path to something that can be read.

    Raises:
        SourceError: there is nothing, a directory, an empty file, or no permission to read it.
    """
    path = Path(target)
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise SourceError(f"no such file: '{path}'") from None
    except (OSError, ValueError) as error:
        raise SourceError(f"can't read '{path}': {getattr(error, 'strerror', None) or error}") from error
    if path.is_dir():
        raise SourceError(f"'{path}' is a directory; name a picture or a video in it")
    if not os.access(path, os.R_OK):
        raise SourceError(f"can't read '{path}': permission denied")
    if path.is_file() and status.st_size == 0:
        raise SourceError(f"'{path}' is empty")
    return path
