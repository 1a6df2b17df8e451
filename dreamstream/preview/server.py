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

from dreamstream.preview.base import Picture
from dreamstream.preview.overlay import canvas, write
from dreamstream.preview.page import STREAM_PATH, page

_BOUNDARY = "dreamstream"
_STREAM, _PAGE = f"multipart/x-mixed-replace; boundary={_BOUNDARY}", "text/html; charset=utf-8"
_QUALITY = 90
"""JPEG's, 0..100."""
_SMALLEST_WIDTH = 480
"""Pixels; lines over a smaller picture would cover much of it."""


class PictureServer(ThreadingHTTPServer):
    """Serves the newest picture, in a thread for each who looks.

    Args:
        place: host and port.
        title: of the page.

    Raises:
        OSError: the port is taken, or the host is not this machine's.
    """

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
        """Let a picture be the newest."""
        with self._changed:
            self._number, self._picture = self._number + 1, picture
            # Made by whoever publishes, whose time is counted, rather than by those who serve.
            self._jpeg = _jpeg(picture) if self._watchers else None
            self._changed.notify_all()

    def end(self) -> None:
        """End every stream."""
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
    server: PictureServer

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
