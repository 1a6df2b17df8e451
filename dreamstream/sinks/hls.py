"""HTTP Live Streaming: a playlist that grows, and the segments that it lists."""

import re
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO, FileIO, RawIOBase
from pathlib import Path

from dreamstream.errors import OutputExistsError, SinkError
from dreamstream.sinks.part_file import PartFile
from dreamstream.sinks.place import Place

SEGMENT_SECONDS = 2
"""How long what a playlist lists is, at least."""

_END = "#EXT-X-ENDLIST\n"
_NUMBER = re.compile(r"%\d*d")


class HlsPlace(Place):
    """``out.m3u8`` with ``out_00000.ts`` and so on beside it; players can follow from the first segment on.

    Unlike a film in one file it has its final name from the beginning, for that is what it is followed by. While it
    is being written, ``out.part.m3u8`` keeps a second run away.

    Raises:
        OutputExistsError: the playlist or one of its segments exists and may not be replaced.
        SinkError: see ``PartFile``; or its folder has a number's place in its name.
    """

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        self.name = str(path)
        self._path, self._overwrite = path, overwrite
        self._error: OSError | None = None
        self._lock = PartFile(path, overwrite=overwrite)
        if _NUMBER.search(str(path.absolute().parent)):
            raise SinkError(f"{path} can't be made: to its muxer %d is a number, also in a folder's name; rename that")
        # The muxer would take a percent sign for the beginning of a number.
        self._beginning = f"{path.stem.replace('%', '_')}_"
        self._check_segments()
        self.options = {
            "hls_time": str(SEGMENT_SECONDS),
            "hls_list_size": "0",
            "hls_playlist_type": "event",
            "hls_flags": "independent_segments+temp_file",
            "hls_segment_filename": str(path.absolute().with_name(f"{self._beginning}%05d.ts")),
        }

    def claim(self) -> str:
        """Lock the playlist's name and return it; absolute, for a colon in it would make it an address."""
        self._check_segments()
        self._lock.claim()
        return str(self._path.absolute())

    def open_file(self, path: str, flags: int, options: object) -> RawIOBase | BytesIO:
        """Open a segment or the playlist for the muxer, which would not tell of a write that fails.

        After such a one nothing more comes to the disk, and that file goes: the playlist stays as it is.
        """
        del flags, options
        if self._error is None:
            try:
                return _WatchedFile(path, self._fail)
            except OSError as error:
                self._fail(error)
        return BytesIO()

    def settle(self) -> None:
        """Raise what a write met."""
        if self._error is not None:
            raise self._error

    def publish(self) -> None:
        """Let go of the lock; the playlist is there already."""
        self._lock.discard()

    def keep(self) -> Path | None:
        """Let go of the lock and return the playlist."""
        self._lock.discard()
        if not self._path.exists():
            return None
        if self._error is not None:
            self._end_playlist()
        return self._path

    def discard(self) -> None:
        """Let go of the lock; nothing has been written."""
        self._lock.discard()

    def _check_segments(self) -> None:
        if self._overwrite:
            return
        segment = re.compile(rf"{re.escape(self._beginning)}\d+\.ts")
        for path in self._path.parent.iterdir():
            if segment.fullmatch(path.name):
                raise OutputExistsError(f"{path} exists, a segment of its own; use --overwrite (-y) to replace it")

    def _end_playlist(self) -> None:
        """Tell players that no more segments come; without room for that they wait at the end."""
        with suppress(OSError), self._path.open("r+") as playlist:
            if _END not in playlist.read():
                playlist.write(_END)

    def _fail(self, error: OSError) -> None:
        self._error = self._error or error


class _WatchedFile(FileIO):
    """A file that swallows what can't be written, and tells of it elsewhere; it is deleted when it is closed.

    The muxer, which knows nothing of that, then has nothing to give its final name.
    """

    def __init__(self, path: str, on_error: Callable[[OSError], None]) -> None:
        super().__init__(path, "wb")
        self._path, self._on_error = Path(path), on_error
        self._is_whole = True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        rest = memoryview(data)
        try:
            while rest and self._is_whole:
                rest = rest[super().write(rest) :]
        except OSError as error:
            self._is_whole = False
            self._on_error(error)
        return len(data)

    def close(self) -> None:
        super().close()
        if not self._is_whole:
            self._path.unlink(missing_ok=True)
