"""``NAME.part``: as much of a download as has come, and a note of what it is a part of."""

import errno
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dreamstream.errors import FetchError

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Part:
    """The file that a download grows in; it outlives a run that is broken off.

    Every method raises FetchError where the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._note = path.with_name(f"{path.name}.json")

    @property
    def size(self) -> int:
        """How many bytes have come; 0 where there is no file."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    @contextmanager
    def open(self, offset: int) -> Iterator[Callable[[bytes], None]]:
        """Give a function that adds bytes from ``offset`` on; what was behind it is dropped."""
        with writing(self.path):
            # Without a buffer, so that nothing is left to be written, and to fail, when the file is closed.
            file = self.path.open("r+b" if offset else "wb", buffering=0)

        def add(chunk: bytes) -> None:
            rest = memoryview(chunk)
            with writing(self.path):
                while rest:
                    rest = rest[file.write(rest) :]

        with file:
            with writing(self.path):
                file.seek(offset)
                file.truncate()
            yield add

    def note(self, **facts: str | int | None) -> None:
        """Write down what the file is a part of."""
        with writing(self._note):
            self._note.write_text(json.dumps(facts), encoding="utf-8")

    def noted(self) -> dict[str, Any]:
        """Return what was written down; nothing where there is no note, or a damaged one."""
        try:
            facts = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return facts if isinstance(facts, dict) else {}

    def discard(self) -> None:
        """Delete the file and its note."""
        with writing(self.path):
            self.path.unlink(missing_ok=True)
            self._note.unlink(missing_ok=True)

    def become(self, final: Path) -> None:
        """Give the file its final name in one step."""
        with writing(final):
            self.path.replace(final)
            self._note.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into a FetchError that says what can be done."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise FetchError(
                f"there is no space left for {path}; free some and run it again, it goes on from there, "
                "or name a folder on another disk in DREAMSTREAM_MODELS"
            ) from error
        raise FetchError(
            f"{path} can't be written: {error.strerror or error}; "
            "name a folder that can be in the environment variable DREAMSTREAM_MODELS"
        ) from error
