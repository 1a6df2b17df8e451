"""What an atlas tells about itself while it is made: plain records, handed to a callback."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from dreamstream.progress import Record


@dataclass(frozen=True, slots=True)
class AtlasStarted:
    """What will be dreamed, said before the first tile."""

    model: str
    device: str
    """In words, with the precision."""
    tile_size: tuple[int, int]
    """(width, height) in pixels."""
    tile_count: int


@dataclass(frozen=True, slots=True)
class TileDone:
    """One more tile is there."""

    done: int
    """Tiles so far."""
    tile_count: int
    option: str
    """What dreams the same on the command line."""
    seconds: float
    """That its dream took, perhaps in an earlier run."""


@dataclass(frozen=True, slots=True)
class AtlasFinished:
    """The atlas is written, or was stopped and nothing is."""

    tiles: int
    """How many are there; those that are kept for the next run when it was stopped."""
    from_cache: int
    """How many of them an earlier run had dreamed."""
    tile_count: int
    size: tuple[int, int]
    """(width, height) of the picture or film, in pixels; zeros when it was stopped before any tile."""
    stopped: bool
    """True when it was asked to stop early."""


AtlasRecord: TypeAlias = AtlasStarted | TileDone | AtlasFinished | Record
OnAtlasProgress: TypeAlias = Callable[[AtlasRecord], None]
