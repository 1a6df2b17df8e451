"""The name an output has until it is whole, and the step to its final name."""

import os
import sys
from contextlib import suppress
from io import FileIO
from pathlib import Path

from dreamstream.errors import OutputExistsError, SinkError

if sys.platform == "win32":

    def _lock(_descriptor: int) -> None:
        """Windows itself refuses to replace or delete a file that another program has open."""

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class PartFile:
    """``out.part.mp4`` on its way to ``out.mp4``.

    While claimed the file is locked, so that a second run with the same output is refused. The lock goes with
    the process: what a crash leaves behind is simply written over by the next run.

    Args:
        final: the name the output gets when it is whole.
        overwrite: whether a file of that name may be replaced.
        path: the name until then; ``<stem>.part<suffix>`` beside ``final`` unless given.

    Raises:
        OutputExistsError: ``final`` exists and may not be replaced.
        SinkError: ``final`` is a folder, a device or a named pipe, or its folder is missing or can't be written to.
    """

    def __init__(self, final: Path, *, overwrite: bool, path: Path | None = None) -> None:
        self.final = final
        self.path = path or final.with_name(f"{final.stem}.part{final.suffix}")
        self._overwrite = overwrite
        self._file: FileIO | None = None
        self._left: Path | None = None
        self._check()

    def claim(self) -> FileIO:
        """Create the file, empty, locked and open for reading and writing without a buffer.

        Raises:
            OutputExistsError, SinkError: as when built; the world may have changed since.
            SinkError: another run is writing it, or it can't be created.
        """
        self._check()
        self._file = self._locked()
        self._file.truncate(0)
        return self._file

    def set_aside(self, path: Path) -> None:
        """Give what an earlier run left another name.

        Raises:
            SinkError: there is nothing, another run is writing it, or it can't be renamed.
        """
        if not self.path.exists():
            raise SinkError(f"{self.path} is not there any more to go on with; begin anew with --overwrite (-y)")
        with self._locked() as left:
            if sys.platform == "win32":
                left.close()
            try:
                self.path.replace(path)
            except OSError as error:
                raise SinkError(f"{self.path} can't become {path}: {error.strerror}") from error

    def check_still_there(self) -> None:
        """Raise SinkError where the file that was claimed has been deleted or moved: what is written to it is lost."""
        if self._file is not None and not _is_still(self.path, self._file):
            raise SinkError(f"{self.path} was deleted or moved while it was being written")

    def publish(self, finished: Path | None = None) -> None:
        """Give the file, or ``finished`` in its place, the final name in one step.

        Raises:
            SinkError: a file of that name has appeared and may not be replaced, or renaming failed.
        """
        try:
            if self.final != self.path:
                self._check()
            if sys.platform == "win32":
                self._release()
            (finished or self.path).replace(self.final)
            if finished is not None:
                self.path.unlink()
        except OutputExistsError as error:
            raise SinkError(f"{self.final} has appeared meanwhile; the film is in {self.path}") from error
        except OSError as error:
            raise SinkError(f"{self.path} can't become {self.final}: {error.strerror or error}") from error
        self._release()

    def keep(self) -> Path | None:
        """Leave the file as it is and return its path; None when it was never claimed, is published or gone."""
        if self._file is not None:
            self._left = self.path if _is_still(self.path, self._file) else None
            self._release()
        return self._left

    def discard(self) -> None:
        """Delete the file if it is claimed."""
        if self._file is not None:
            if sys.platform == "win32":
                self._release()
            with suppress(OSError):
                self.path.unlink()
            self._release()

    def _locked(self) -> FileIO:
        try:
            return _open_locked(self.path)
        except BlockingIOError as error:
            raise SinkError(f"{self.final} is being written by another run; wait or name another") from error
        except OSError as error:
            raise SinkError(f"{self.path} can't be created: {error.strerror}") from error

    def _check(self) -> None:
        try:
            self._check_place()
            # Raises where this name, the longer one, is more than the disk takes.
            self.path.exists()
        except (SinkError, OutputExistsError):
            raise
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise SinkError(f"{self.final} can't be written: {reason}") from error

    def _check_place(self) -> None:
        folder = self.final.parent
        if self.final.is_dir():
            raise SinkError(f"{self.final} is a folder; name a file to write")
        if self.final.exists() and not self.final.is_file():
            # The last step would put a file in its place, and /dev/null would be gone for everybody.
            raise SinkError(f"{self.final} is a device or a pipe, not a file; write -o - and send that there by >")
        if not folder.is_dir():
            raise SinkError(f"there is no folder {folder} to write {self.final.name} into; create it first")
        if not os.access(folder, os.W_OK | os.X_OK):
            raise SinkError(f"the folder {folder} may not be written to; choose another for {self.final.name}")
        if self.final.exists() and not self._overwrite:
            raise OutputExistsError(f"{self.final} exists; use --overwrite (-y) to replace it")

    def _release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _open_locked(path: Path) -> FileIO:
    while True:
        file = FileIO(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+")
        try:
            _lock(file.fileno())
            # Between opening and locking, a run that was just ending may have renamed or deleted this very file.
            if _is_still(path, file):
                return file
        except BaseException:
            file.close()
            raise
        file.close()


def _is_still(path: Path, file: FileIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
