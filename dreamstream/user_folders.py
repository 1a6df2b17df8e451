"""Where users' own files lie, by the system's custom."""

import os
from pathlib import Path
from typing import Literal

_NOWHERE = Path(os.devnull) / "dreamstream"
"""A folder that is not there and can't be made."""


def user_folder(kind: Literal["cache", "config", "data"]) -> Path:
    """Return the user's folder for dreamstream's files of a kind; it may not exist yet.

    For a user without a home, as containers have them, or with one that may not be looked into, it is a path that can't
    exist: nothing is found there, and whoever writes learns that it can't be done.
    """
    import platformdirs  # noqa: PLC0415 - not needed by who names a folder

    find = {
        "cache": platformdirs.user_cache_path,
        "config": platformdirs.user_config_path,
        "data": platformdirs.user_data_path,
    }[kind]
    try:
        folder = find("dreamstream", appauthor=False)
        folder.stat()
    except (FileNotFoundError, NotADirectoryError):
        return folder
    except (RuntimeError, OSError):
        return _NOWHERE
    return folder
