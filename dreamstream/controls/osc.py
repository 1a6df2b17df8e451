"""Open Sound Control over UDP: touch screens, sound programs, scripts (opensoundcontrol.stanford.edu/spec-1_0)."""

import logging
import math
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dreamstream.controls.base import Controller, Signal
from dreamstream.errors import ControlError, UsageError

if TYPE_CHECKING:
    from pythonosc.osc_message import OscMessage

_logger = logging.getLogger("dreamstream")

LOOPBACK = "127.0.0.1"

_MOST_DATAGRAMS = 256
"""At a time, so that who sends without end does not hold up the rest."""
_LARGEST_DATAGRAM = 65535
_BUNDLE = b"#bundle\0"
_BEFORE_ELEMENTS = len(_BUNDLE) + 8
"""The time at which a bundle should act stands between: here it is at once, for frames keep a time of their own."""
_DEEPEST = 8
"""Bundles within bundles."""
_LONGEST_TEXT = 200
"""Characters; no address or name is as long."""
_TAGS = frozenset("ihfdsbrmtTFN[]")
"""The types of values that python-osc reads; of others it complains on the root logger."""


class OscController(Controller):
    """Listens at a port; needs python-osc, the extra ``osc``.

    What is no packet of OSC is counted, told once and ignored.

    Args:
        place: ``HOST:PORT``, or the port alone, which only this machine can send to; port 0 is one that is free.

    Raises:
        UsageError: it is no such place, or python-osc is missing.
        ControlError: nobody can listen there.
    """

    def __init__(self, place: str) -> None:
        try:
            import pythonosc.osc_message  # noqa: F401, PLC0415 - is an extra
        except ImportError as error:
            raise UsageError(
                "OSC needs python-osc; pip install python-osc, or 'dreamstream[osc]', brings it"
            ) from error
        host, port = _host_and_port(place)
        self.malformed = 0
        """Packets that made no sense."""
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
            self._socket = socket.socket(family, kind, protocol)
        except OSError as error:
            raise ControlError(f"nobody can listen for OSC at {place}: {error.strerror or error}") from error
        try:
            self._socket.setblocking(False)
            self._socket.bind(address)
        except OSError as error:
            self._socket.close()
            raise ControlError(f"nobody can listen for OSC at {place}: {error.strerror or error}") from error
        self.port: int = self._socket.getsockname()[1]
        """The one that is listened at."""

    def poll(self) -> tuple[Signal, ...]:
        """Return what the system has kept since the last time."""
        signals: list[Signal] = []
        with suppress(BlockingIOError):
            for _ in range(_MOST_DATAGRAMS):
                datagram, sender = self._socket.recvfrom(_LARGEST_DATAGRAM)
                try:
                    signals += signals_of(datagram)
                except ValueError:
                    self._ignore(str(sender[0]))
        return tuple(signals)

    def close(self) -> None:
        """Free the port."""
        self._socket.close()

    def _ignore(self, sender: str) -> None:
        self.malformed += 1
        if self.malformed == 1:
            _logger.warning("what came from %s is no packet of OSC; such are ignored", sender)


def signals_of(datagram: bytes) -> list[Signal]:
    """Return what a packet holds, in order; raises ValueError where it makes no sense."""
    return [Signal("osc", _printable(message.address), tuple(_values(message))) for message in _messages(datagram)]


def _messages(datagram: bytes, depth: int = 0) -> "Iterator[OscMessage]":
    # Not by python-osc's own OscBundle, which an element of negative size keeps busy for ever.
    if not datagram.startswith(_BUNDLE):
        yield _message(datagram)
        return
    if depth == _DEEPEST or len(datagram) < _BEFORE_ELEMENTS:
        raise ValueError("no bundle")
    rest = datagram[_BEFORE_ELEMENTS:]
    while rest:
        size = int.from_bytes(rest[:4], "big")
        if not 0 < size <= len(rest) - 4:
            raise ValueError("no element of a bundle")
        yield from _messages(rest[4 : 4 + size], depth + 1)
        rest = rest[4 + size :]


def _message(datagram: bytes) -> "OscMessage":
    from pythonosc.osc_message import OscMessage, ParseError  # noqa: PLC0415
    from pythonosc.parsing import osc_types  # noqa: PLC0415

    try:
        address, end = osc_types.get_string(datagram, 0)
        tags = osc_types.get_string(datagram, end)[0] if datagram[end:] else ""
        if not address.startswith("/") or not set(tags[1:]) <= _TAGS:
            raise ValueError("no message")
        return OscMessage(datagram)
    except (ParseError, osc_types.ParseError, ArithmeticError, IndexError, struct.error) as error:
        raise ValueError("no message") from error


def _values(message: "OscMessage") -> Iterator[float | str]:
    for value in message.params:
        if isinstance(value, str):
            yield _printable(value)
        elif isinstance(value, int | float) and math.isfinite(value):
            yield float(value)
        else:
            raise ValueError("neither a number nor text")


def _printable(text: str) -> str:
    """Return a text that may be a name, and be shown on a terminal."""
    if len(text) > _LONGEST_TEXT or not text.isprintable():
        raise ValueError("no text")
    return text


def _host_and_port(place: str) -> tuple[str, int]:
    with suppress(ValueError):
        parts = urlsplit(f"//{LOOPBACK}:{place}" if place.isdecimal() else f"//{place}")
        if parts.hostname and parts.port is not None and parts.netloc == parts.geturl()[2:] and "@" not in place:
            return parts.hostname, parts.port
    raise UsageError(f"'{place}' is no place to listen for OSC; write {LOOPBACK}:9000")
