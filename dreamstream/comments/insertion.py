"""What the formats have in common that take a comment near their beginning."""

import mmap
from typing import NamedTuple, TypeAlias

Content: TypeAlias = bytes | mmap.mmap
"""All of a file, in memory or mapped."""


class Insertion(NamedTuple):
    """The beginning of a file that is given a comment."""

    at: int
    """How many bytes of the file as it was are replaced; all others follow unchanged."""
    head: bytes
    """What stands in their place: those bytes, and the comment behind them."""
