"""HTTP Live Streaming to a server that takes files by HTTP PUT."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from dreamstream.errors import UsageError
from dreamstream.sinks.address import shown
from dreamstream.sinks.hls import SEGMENT_SECONDS
from dreamstream.sinks.place import Place

if TYPE_CHECKING:
    from requests import RequestException, Session

_PLAYLIST_SEGMENTS = 1800
"""An hour: what a playlist lists at most, for its muxer keeps what it lists."""

_FOLDER = "http://server/"
"""What the muxer takes all to be in: files, as it knows them, would be renamed by it."""

_EMPTY_PLAYLIST = f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{SEGMENT_SECONDS}\n".encode()
_RETRIES, _FIRST_PAUSE_SECONDS = 3, 0.2
_PASSING_STATUSES = (429, 500, 502, 503, 504)
"""HTTP's answers that may be others a moment later."""
_TIMEOUTS_SECONDS = (15, 60)
"""To connect, and between two bytes."""


class HttpHlsPlace(Place):
    """``http://host/live.m3u8`` with ``live_00000.ts`` and so on beside it: each is put there when it is whole.

    Whether they may be is known before the first frame, by a playlist that lists nothing yet. What fails is tried
    again for a moment. A query goes with every file.

    Raises:
        UsageError: the address doesn't end as a playlist does.
    """

    has_reader = True
    is_public = True

    def __init__(self, target: str) -> None:
        self.name = shown(target)
        self._address = urlsplit(target)
        self._playlist = PurePosixPath(self._address.path).name
        if not self._playlist.endswith(".m3u8"):
            raise UsageError(f"{self.name} is sent a playlist and its segments: name it, as {self.name}/live.m3u8")
        self._session: Session | None = None
        self._error: OSError | None = None
        # The muxer would take a percent sign for the beginning of a number.
        beginning = self._playlist.removesuffix(".m3u8").replace("%", "_")
        self.options = {
            "hls_time": str(SEGMENT_SECONDS),
            "hls_list_size": str(_PLAYLIST_SEGMENTS),
            "hls_flags": "independent_segments",
            "hls_segment_filename": f"{_FOLDER}{beginning}_%05d.ts",
        }

    def claim(self) -> str:
        """Put a playlist there in which nothing is yet, and return what the muxer is to call it."""
        self._session = _session()
        self._put(self._playlist, _EMPTY_PLAYLIST)
        return f"{_FOLDER}{self._playlist}"

    def open_file(self, path: str, flags: int, options: object) -> BytesIO:
        """Open a segment or the playlist for the muxer; it is put in its place when it is closed."""
        del flags, options
        return _Upload(lambda content: self._put(path.removeprefix(_FOLDER), content))

    def settle(self) -> None:
        """Raise what putting something there met."""
        if self._error is not None:
            raise self._error

    def publish(self) -> None:
        """Let go of the server; the playlist is there already."""
        self._close()

    def keep(self) -> Path | None:
        """Let go of the server, as ``publish`` does; nothing is left here."""
        self._close()
        return None

    def discard(self) -> None:
        """Let go of the server, where the playlist lists nothing."""
        self._close()

    def _put(self, name: str, content: bytes) -> None:
        """Send a file; after one that failed nothing more is sent."""
        from requests import RequestException  # noqa: PLC0415 - see _session

        if self._error is not None or self._session is None:
            return
        path = f"{self._address.path.removesuffix(self._playlist)}{name}"
        url = urlunsplit(self._address._replace(path=path, fragment=""))
        try:
            self._session.put(url, data=content, timeout=_TIMEOUTS_SECONDS).raise_for_status()
        except RequestException as error:
            # Its own words may hold the whole address, and so a key.
            self._error = OSError(_reason(error))

    def _close(self) -> None:
        if self._session is not None:
            self._session.close()


class _Upload(BytesIO):
    """A file that somebody gets when it is closed."""

    def __init__(self, on_close: Callable[[bytes], None]) -> None:
        super().__init__()
        self._on_close = on_close

    def close(self) -> None:
        if not self.closed:
            content = self.getvalue()
            super().close()
            self._on_close(content)


def _session() -> "Session":
    # Only here, for most renders talk to no server.
    from requests import Session  # noqa: PLC0415
    from requests.adapters import HTTPAdapter  # noqa: PLC0415
    from urllib3 import Retry  # noqa: PLC0415

    session = Session()
    again = Retry(
        _RETRIES,
        backoff_factor=_FIRST_PAUSE_SECONDS,
        allowed_methods=("PUT",),
        status_forcelist=_PASSING_STATUSES,
        raise_on_status=False,
    )
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=again))
    return session


def _reason(error: "RequestException") -> str:
    from requests import ConnectionError as NoConnection  # noqa: PLC0415 - see _session
    from requests import Timeout  # noqa: PLC0415

    if error.response is not None:
        return f"the server answers {error.response.status_code} {error.response.reason}"
    if isinstance(error, Timeout):
        return "no answer in time"
    return "no connection" if isinstance(error, NoConnection) else type(error).__name__
