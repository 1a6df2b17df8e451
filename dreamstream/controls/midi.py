"""MIDI: knobs, faders, pads and keys, through mido and the system's own MIDI."""

import logging
import re
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from dreamstream.controls.base import Controller, Signal
from dreamstream.errors import ControlError, UnknownNameError, UsageError

if TYPE_CHECKING:
    from mido import Message
    from mido.ports import BaseInput

_logger = logging.getLogger("dreamstream")

FIRST = "first"
"""The name of whatever there is first."""
_THROUGH = "Midi Through"
"""A port of Linux's own, which nothing is connected to."""

_NUMBERS = re.compile(r" \d+:\d+$")
_SECONDS_BETWEEN_LOOKS = 2.0
"""In a thread of its own, for JACK takes a quarter of a second to tell its ports."""

_HIGHEST = 127
"""Of every value in MIDI."""


class MidiController(Controller):
    """Listens to a port; needs mido and python-rtmidi, the extra ``midi``.

    Args:
        name: of the port, in part and in any case, or ``first``.

    Raises:
        UsageError: there is no port of that name, or several, or the extra is missing.
        ControlError: the system has no MIDI, or the port can't be opened.
    """

    def __init__(self, name: str) -> None:
        self.name = found(name, port_names())
        """The port's own, whole."""
        self._port: BaseInput | None = _opened(self.name)
        self._looker = ThreadPoolExecutor(1, "MIDI ports")
        self._names: Future[tuple[str, ...]] | None = None
        self._look_at = time.monotonic() + _SECONDS_BETWEEN_LOOKS

    def poll(self) -> tuple[Signal, ...]:
        """Return what keys and controllers have sent; all else of MIDI is passed over.

        A controller that was unplugged is missed with a warning, and listened to again once it is back.
        """
        messages = () if self._port is None else tuple(self._port.iter_pending())
        self._look()
        return tuple(signal for message in messages for signal in signals_of(message))

    def close(self) -> None:
        """Give the port back."""
        self._looker.shutdown()
        if self._port is not None:
            self._port.close()

    def _look(self) -> None:
        """Notice what was unplugged or plugged in, which no port tells of itself."""
        if self._names is None and time.monotonic() >= self._look_at:
            self._names = self._looker.submit(port_names)
        if self._names is None or not self._names.done():
            return
        try:
            looked, self._names = self._names, None
            names = looked.result()
            there = next((each for each in names if _unnumbered(each) == _unnumbered(self.name)), None)
            self._replug(there)
        except ControlError as error:
            _logger.debug("%s", error)
        self._look_at = time.monotonic() + _SECONDS_BETWEEN_LOOKS

    def _replug(self, there: str | None) -> None:
        if self._port is None and there is not None:
            self._port = _opened(there)
            self.name = there
            _logger.warning("the MIDI port '%s' is there again", there)
        elif self._port is not None and there is None:
            self._port.close()
            self._port = None
            _logger.warning("the MIDI port '%s' is gone; all goes on, and it is heard again once it is back", self.name)


def _opened(name: str) -> "BaseInput":
    import mido  # noqa: PLC0415 - is an extra

    try:
        return mido.open_input(name)
    except OSError as error:
        raise ControlError(f"the MIDI port '{name}' can't be opened: {error}") from error


def _unnumbered(name: str) -> str:
    """Return a port's name without the numbers that Linux puts after it, others each time it is plugged in."""
    return _NUMBERS.sub("", name)


def port_names() -> tuple[str, ...]:
    """Return what can be listened to; raises UsageError without the extra, ControlError where there is no MIDI."""
    try:
        import mido  # noqa: PLC0415 - is an extra

        # Without python-rtmidi this is where that is noticed.
        return tuple(mido.get_input_names())
    except ImportError as error:
        raise UsageError(
            "MIDI needs mido and python-rtmidi; pip install mido python-rtmidi, or 'dreamstream[midi]', brings them"
        ) from error
    except OSError as error:
        raise ControlError(f"this system has no MIDI: {error}") from error


def found(name: str, names: tuple[str, ...]) -> str:
    """Return the one of ``names`` that is meant by ``name``; raises UsageError where none is, or several are."""
    if not names:
        raise UsageError("there is no MIDI port to listen to; connect a controller")
    if name in names:
        return name
    if name == FIRST:
        return min(names, key=lambda each: each.startswith(_THROUGH))
    near = [each for each in names if name.casefold() in each.casefold()]
    if not near:
        raise UnknownNameError("MIDI port", name, names)
    if len(near) > 1:
        raise UsageError(f"the MIDI port '{name}' may be any of {', '.join(map(repr, near))}; say more of its name")
    return near[0]


def signals_of(message: "Message") -> Iterator[Signal]:
    """Yield what a message says of a control, if anything."""
    if message.type == "control_change":
        yield Signal("cc", message.control, (message.value / _HIGHEST,), message.channel + 1)
    elif message.type in ("note_on", "note_off"):
        velocity = message.velocity if message.type == "note_on" else 0
        yield Signal("note", message.note, (velocity / _HIGHEST,), message.channel + 1)
