"""A running picture over HTTP, which every browser shows: one JPEG after the other (multipart/x-mixed-replace)."""

import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import cv2

from dreamstream.errors import DisplayError, UsageError
from dreamstream.preview.base import Display, Gesture, Picture
from dreamstream.preview.overlay import canvas, write

_BOUNDARY = "dreamstream"
_QUALITY = 90
"""JPEG's, 0..100."""
_SMALLEST_WIDTH = 320
"""Pixels; lines over a smaller picture would not be legible."""


class HttpStream(Display):
    """Serves the newest picture to everybody who asks, at any path; whoever is slow misses some.

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
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """Return the port that is listened at; 0 before ``open`` where any was wanted."""
        return self._place[1] if self._server is None else self._server.server_port

    def open(self, title: str, size: tuple[int, int]) -> None:
        """Begin to listen; raises DisplayError where the port is taken or the host is not this machine's."""
        try:
            self._server = _Server(self._place)
        except OSError as error:
            host, port = self._place
            raise DisplayError(f"nothing can be served at {host}:{port}: {error.strerror or error}") from error
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name="preview server", daemon=True
        )
        self._thread.start()

    def show(self, picture: Picture) -> None:
        """Let this be the newest; nothing is computed while nobody looks."""
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


class _Server(ThreadingHTTPServer):
    """Knows the newest picture and its number."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, place: tuple[str, int]) -> None:
        super().__init__(place, _Request)
        self._number = 0
        self._picture: Picture | None = None
        self._ended = False
        self._changed = threading.Condition()

    def publish(self, picture: Picture) -> None:
        with self._changed:
            self._number, self._picture = self._number + 1, picture
            self._changed.notify_all()

    def end(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def after(self, number: int) -> tuple[int, Picture] | None:
        """Wait for one newer than ``number``, and return it with its own; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > number or self._ended)
            return None if self._ended or self._picture is None else (self._number, self._picture)


class _Request(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={_BOUNDARY}")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        number = 0
        # Who looked may go at any time.
        with suppress(OSError):
            self.wfile.write(f"--{_BOUNDARY}\r\n".encode())
            while (newest := self.server.after(number)) is not None:
                number, picture = newest
                jpeg = _jpeg(picture)
                head = f"Content-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                # The boundary at once, for browsers draw a picture when they see its end.
                self.wfile.write(head.encode() + jpeg + f"\r\n--{_BOUNDARY}\r\n".encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _jpeg(picture: Picture) -> bytes:
    height, width, _ = picture.pixels.shape
    larger = -(-_SMALLEST_WIDTH // width)
    whole = canvas(picture.pixels, (width * larger, height * larger))
    write(whole, picture.lines)
    _, encoded = cv2.imencode(".jpg", cv2.cvtColor(whole, cv2.COLOR_RGB2BGR), (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))
    return encoded.tobytes()
