"""The folder that holds what is not in the package: fetched weights, and the user's own models."""

import os
from pathlib import Path

from dreamstream.user_folders import user_folder

VARIABLE = "DREAMSTREAM_MODELS"
"""The environment variable that names another folder."""


def models_folder() -> Path:
    """Return the folder; it may not exist yet.

    Without ``DREAMSTREAM_MODELS`` it is in the user's data, not in a cache: a model of one's own can't be fetched
    again, and who put half a gigabyte there by hand wants to find it again.
    """
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    return user_folder("data") / "models"
