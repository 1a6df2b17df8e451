"""A running picture over HTTP, which every browser shows: one JPEG after the other (multipart/x-mixed-replace).

Browsers get a page around it at ``/``; every other program the pictures themselves there, and all of them at
``/stream``.
"""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import cv2

from dreamstream.errors import DisplayError, UsageError
from dreamstream.preview.base import Display, Gesture, Picture
from dreamstream.preview.overlay import canvas, write
from dreamstream.preview.page import STREAM_PATH, page

_BOUNDARY = "dreamstream"
_STREAM, _PAGE = f"multipart/x-mixed-replace; boundary={_BOUNDARY}", "text/html; charset=utf-8"
_QUALITY = 90
"""JPEG's, 0..100."""
_SMALLEST_WIDTH = 480
"""Pixels; lines over a smaller picture would cover much of it."""


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
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """Return the port that is listened at; 0 before ``open`` where any was wanted."""
        return self._place[1] if self._server is None else self._server.server_port

    def open(self, title: str, size: tuple[int, int]) -> None:
        """Begin to listen; raises DisplayError where the port is taken or the host is not this machine's."""
        try:
            self._server = _Server(self._place, title)
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


class _Server(ThreadingHTTPServer):
    """Knows the newest picture and its number."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, place: tuple[str, int], title: str) -> None:
        super().__init__(place, _Request)
        self.page = page(title)
        self.tag = f'"{uuid.uuid4().hex}"'
        """Another one in every run."""
        self._number = 0
        self._picture: Picture | None = None
        self._jpeg: bytes | None = None
        self._watchers = 0
        self._ended = False
        self._changed = threading.Condition()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Count somebody who looks."""
        with self._changed:
            self._watchers += 1
        try:
            yield
        finally:
            with self._changed:
                self._watchers -= 1

    def publish(self, picture: Picture) -> None:
        with self._changed:
            self._number, self._picture = self._number + 1, picture
            # Here, where what it takes is counted.
            self._jpeg = _jpeg(picture) if self._watchers else None
            self._changed.notify_all()

    def end(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def after(self, number: int) -> tuple[int, bytes] | None:
        """Wait for a picture newer than ``number``, and return it with its own; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > number or self._ended)
            if self._ended or self._picture is None:
                return None
            if self._jpeg is None:
                self._jpeg = _jpeg(self._picture)
            return self._number, self._jpeg


class _Request(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        # Who looked may go at any time.
        with suppress(OSError):
            kind = self._begin()
            if kind == _STREAM:
                with self.server.watched():
                    self._stream()
            elif kind == _PAGE:
                self.wfile.write(self.server.page)

    def do_HEAD(self) -> None:
        with suppress(OSError):
            self._begin()

    @property
    def _wants_page(self) -> bool:
        return urlsplit(self.path).path == "/" and "text/html" in self.headers.get("Accept", "")

    def _begin(self) -> str | None:
        """Answer with the head, and return the type of what follows; None where there is no such thing."""
        if urlsplit(self.path).path not in ("/", STREAM_PATH):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        kind = _PAGE if self._wants_page else _STREAM
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("ETag", self.server.tag)
        self.end_headers()
        return kind

    def _stream(self) -> None:
        number = 0
        self.wfile.write(f"--{_BOUNDARY}\r\n".encode())
        while (newest := self.server.after(number)) is not None:
            number, jpeg = newest
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
