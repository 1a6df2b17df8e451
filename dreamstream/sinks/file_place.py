"""A film's place in a file."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import av

from dreamstream.errors import SinkError
from dreamstream.sinks.part_file import PartFile
from dreamstream.sinks.place import Place
from dreamstream.sinks.rollback_file import RollbackFile
from dreamstream.sinks.supplement import Supplement

Completion: TypeAlias = Callable[[Path, Path], None]
"""Writes a better form of the film at the first path, which is whole and closed, to the second."""


class FilePlace(Place):
    """``out.part.mp4`` until the film is whole, then ``out.mp4``; a full disk can't spoil what is in it.

    Args:
        part: the file's two names.
        complete: writes what gets the final name; without one that is the part itself.
        keeper: guards the file while it is written.
        supplement: what ``complete`` adds.
    """

    is_file = True

    def __init__(
        self,
        part: PartFile,
        complete: Completion | None = None,
        keeper: type[RollbackFile] = RollbackFile,
        supplement: Supplement | None = None,
    ) -> None:
        self.name = str(part.path)
        self._part = part
        self.complete = complete
        self.supplement = supplement
        self._keeper = keeper
        self._file: RollbackFile | None = None

    def claim(self) -> RollbackFile:
        """Create the part, locked."""
        self._file = self._keeper(self._part.claim())
        return self._file

    def settle(self) -> None:
        """Mark the part as good up to here."""
        if self._file is not None:
            self._file.settle()
            self._part.check_still_there()

    def sync(self) -> None:
        """Wait until the disk has what was written."""
        if self._file is not None:
            self._file.sync()

    def publish(self) -> None:
        """Complete the part and rename it."""
        if self.complete is None:
            self._part.publish()
            return
        final = self._part.final
        copy = final.with_name(f"{final.stem}.faststart.part{final.suffix}")
        try:
            self.complete(self._part.path, copy)
            self._part.publish(copy)
        except (av.FFmpegError, OSError) as error:
            copy.unlink(missing_ok=True)
            if isinstance(error, SinkError):
                raise
            reason = error.strerror or error
            raise SinkError(f"{final} can't be made: {reason}; {self._part.path} is whole and plays") from error

    def keep(self) -> Path | None:
        """Leave the part."""
        return self._part.keep()

    def discard(self) -> None:
        """Delete the part."""
        self._part.discard()
