"""A film's place in a file."""

import logging
from pathlib import Path

import av

from dreamstream.errors import SinkError
from dreamstream.sinks.part_file import PartFile
from dreamstream.sinks.place import Completion, Place
from dreamstream.sinks.rollback_file import RollbackFile
from dreamstream.sinks.supplement import Supplement

_logger = logging.getLogger("dreamstream")


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
        self._rewriting: Completion | None = None
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

    def rewrite(self, rewriting: Completion) -> bool:
        """Have the film written anew, in place of its better form where it has one; of several pieces it always is."""
        if self.complete is None:
            self._rewriting = rewriting
        elif not self.is_continued:
            self.complete = rewriting
        return True

    def publish(self) -> None:
        """Complete the part and rename it."""
        finished = self._rewritten() or self._completed()
        try:
            self._part.publish(finished)
        except SinkError:
            if finished is not None:
                finished.unlink(missing_ok=True)
            raise

    def _rewritten(self) -> Path | None:
        if self._rewriting is None:
            return None
        try:
            return self._copied(self._rewriting)
        except (av.FFmpegError, OSError, ValueError) as error:
            # The film is worth more than what it tells of itself.
            final, reason = self._part.final, getattr(error, "strerror", None) or error
            _logger.warning("%s goes without what was done while it ran, which can't be put in: %s", final, reason)
            return None

    def _completed(self) -> Path | None:
        if self.complete is None:
            return None
        try:
            return self._copied(self.complete)
        except SinkError:
            raise
        except (av.FFmpegError, OSError) as error:
            final, reason = self._part.final, error.strerror or error
            raise SinkError(f"{final} can't be made: {reason}; {self._part.path} is whole and plays") from error

    def _copied(self, completion: Completion) -> Path:
        final = self._part.final
        copy = final.with_name(f"{final.stem}.faststart.part{final.suffix}")
        try:
            completion(self._part.path, copy)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
        return copy

    def keep(self) -> Path | None:
        """Leave the part."""
        return self._part.keep()

    def discard(self) -> None:
        """Delete the part."""
        self._part.discard()
