"""What a source is called where others may read it."""

from pathlib import Path
from urllib.parse import urlsplit

from dreamstream.plugin import prefix_of
from dreamstream.sources.addresses import is_address


def public_name(target: str) -> str:
    """Return an input's name without what is private: of a path only the file, of an address only the host."""
    if is_address(target):
        parts = urlsplit(target)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    prefix = prefix_of(target)
    return Path(target).name if prefix is None else f"{prefix}:{Path(target.partition(':')[2]).name}"
