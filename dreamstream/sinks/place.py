"""Where the bytes of a film go: a file, a pipe, an address."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from dreamstream.sinks.supplement import Supplement

Completion: TypeAlias = Callable[[Path, Path], None]
"""Writes another form of the film at the first path, which is whole and closed, to the second."""


class Place(ABC):
    """One film's place, used in this order: ``claim``, ``settle`` after every packet, then one of the three endings."""

    name: str
    """What it is called in sentences."""
    is_file = False
    """Whether a muxer may go back in it and complete what it wrote; other places take everything at once."""
    is_continued = False
    """Whether an earlier run has left frames there, so that there is a film even if no more come."""
    has_reader = False
    """Whether somebody has to be there while it is written."""
    is_public = False
    """Whether strangers may be watching, who need not know how the film is made."""
    options: Mapping[str, str] = {}
    """What a muxer has to know to write there, by FFmpeg's names."""
    supplement: Supplement | None = None
    """What is added to the film when it is published; None where nothing can be."""
    open_file: Callable[[str, int, object], object] | None = None
    """Opens each of the files that a muxer writes on its own: path, FFmpeg's flags and options."""

    @abstractmethod
    def claim(self) -> Any:  # noqa: ANN401 - a file object or an address, whichever ``av.open`` takes
        """Return what PyAV is to open.

        Raises:
            SinkError: it is not to be had.
        """

    def settle(self) -> None:
        """Be told that what has been written so far makes sense.

        Raises:
            OSError: a write since the last time failed.
            Stopped: whoever reads has had enough.
        """

    def rewrite(self, rewriting: Completion) -> bool:
        """Have ``rewriting`` write the film anew when it is published; return whether that can be done here."""
        del rewriting
        return False

    def publish(self) -> None:
        """Give the closed film its final name.

        Raises:
            SinkError: that failed; what plays is left.
        """

    def keep(self) -> Path | None:
        """Leave what is there and return its path; None when there is none."""
        return None

    def discard(self) -> None:
        """Leave nothing."""
