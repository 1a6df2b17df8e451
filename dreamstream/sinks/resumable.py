"""The contract of a sink that can go on with what an earlier run left."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from dreamstream.errors import OutputExistsError, SinkError
from dreamstream.sinks.base import Sink


@dataclass(frozen=True, slots=True)
class Piece:
    """What one run has added to an output."""

    frames: int
    """Those that come first in it; others that may follow do not count."""
    begins_seconds: Fraction
    """When the first of them is shown, in the whole output."""


class ResumableSink(Sink):
    """Lies on the disk, and tells while it grows how much of it would survive the process.

    What a later run needs to know is kept in ``state_path``, which is somebody else's to write and to delete at the
    end. A sink that begins anew deletes it, and what else is left, when it is opened.

    Args:
        state_path: a file beside the output.
        may_exist: whether it may be there: to go on with, or to begin anew in spite of it.

    Raises:
        OutputExistsError: it is there and may not be.
        SinkError: its name is none that a file can have there.
    """

    def __init__(self, state_path: Path, *, may_exist: bool) -> None:
        self.state_path = state_path
        try:
            is_there = state_path.exists()
        except OSError as error:
            raise SinkError(f"{state_path} can't be written: {error.strerror}") from error
        if is_there and not may_exist:
            raise OutputExistsError(
                f"{state_path} belongs to a render that is not finished; use --resume to go on with it, or "
                "--overwrite (-y) to begin anew"
            )

    @property
    @abstractmethod
    def kept_frames(self) -> int:
        """Return how many frames, from the first of all, would be left if the process were killed now."""

    @abstractmethod
    def secure(self) -> tuple[Piece, ...]:
        """Return the pieces that hold the ``kept_frames``, in order, once they would survive a power cut too."""

    @abstractmethod
    def resume(self, pieces: Sequence[Piece]) -> None:
        """Go on after these pieces, as an earlier sink of the same output told of them; comes before ``open``.

        Frames may then be written again, from the first one on or a later one: of those that the pieces hold, only what
        goes along with them is taken, as far as the pieces hold that not. None of that is left out with a frame.

        Raises:
            SinkError: they are not there any more, or another run is writing them.
        """
