"""The preview over HTTP, for every browser on the network."""

import threading
from urllib.parse import urlsplit

from dreamstream.errors import DisplayError, UsageError
from dreamstream.preview.base import Display, Gesture, Picture
from dreamstream.preview.server import PictureServer


class HttpStream(Display):
    """Serves the newest picture to everybody who asks; whoever is slow misses some.

    Args:
        address: ``http://HOST:PORT``; port 0 is one that is free. Only this machine is served at 127.0.0.1.

    Raises:
        UsageError: it is no such address.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        try:
            port = parts.port
        except ValueError:
            port = None
        if parts.scheme != "http" or not parts.hostname or port is None or parts.path not in ("", "/"):
            raise UsageError(f"'{address}' is no place for a preview; write http://127.0.0.1:8090")
        self._place = (parts.hostname, port)
        self._server: PictureServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """Return the port that is listened at; 0 before ``open`` where any was wanted."""
        return self._place[1] if self._server is None else self._server.server_port

    def open(self, title: str, size: tuple[int, int]) -> None:
        """Begin to listen; raises DisplayError where the port is taken or the host is not this machine's."""
        try:
            self._server = PictureServer(self._place, title)
        except OSError as error:
            host, port = self._place
            raise DisplayError(f"nothing can be served at {host}:{port}: {error.strerror or error}") from error
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name="preview server", daemon=True
        )
        self._thread.start()

    def show(self, picture: Picture) -> None:
        """Let this be the newest; its JPEG is made once, however many look, and none while nobody does."""
        if self._server is not None:
            self._server.publish(picture)

    def poll(self) -> tuple[Gesture, ...]:
        """Return nothing: whoever looks can't touch."""
        return ()

    def close(self) -> None:
        """End every stream, and listen no longer."""
        if self._server is None or self._thread is None:
            return
        self._server.end()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = self._thread = None
