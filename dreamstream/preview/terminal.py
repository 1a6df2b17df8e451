"""The picture in a terminal, two pixels in every character: works over SSH."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from select import select
from typing import Any

from rich.color import ColorSystem
from rich.console import Console
from rich.control import Control

from dreamstream.errors import DisplayError
from dreamstream.preview.base import Display, Gesture, Picture
from dreamstream.preview.half_blocks import half_blocks
from dreamstream.preview.overlay import broken, canvas

_KEYS = re.compile(r"\x1b[\[O](?P<arrow>[ABCD])|\x1b(?:\[[\d;]*.?)?|(?P<character>.)", re.DOTALL)
_ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left"}

_SYSTEMS = {"standard": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT, "truecolor": ColorSystem.TRUECOLOR}
"""What a console says of its colours -> what that is."""


class Terminal(Display):
    """Fills the terminal that the standard error goes to; keys come from the standard input where that is one, too."""

    shortest_seconds = 1 / 12

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._is_open = False
        self._last_size = (0, 0)
        self._picture: Picture | None = None
        self._settings_before: list[Any] | None = None

    def open(self, title: str, size: tuple[int, int]) -> None:
        """Take the terminal over; raises DisplayError where there is none, or it has no colours."""
        console = self._console
        if not (console.file.isatty() and console.color_system) or console.legacy_windows:
            raise DisplayError("standard error is no terminal that has colours")
        console.set_alt_screen(True)
        console.show_cursor(False)
        console.set_window_title(title)
        self._is_open = True
        self._listen()

    def show(self, picture: Picture) -> None:
        """Draw a picture, and its lines below; raises DisplayError where the terminal is gone."""
        self._picture = picture
        columns, rows = self._console.size
        lines = _lines(picture, columns)[: rows - 1]
        whole = canvas(picture.pixels, (columns, 2 * (rows - len(lines))))
        drawn = half_blocks(whole, _SYSTEMS[str(self._console.color_system)])
        drawn += [f"\x1b[0m{line}\x1b[K" for line in lines]
        with _still_there():
            self._console.control(*([] if (columns, rows) == self._last_size else [Control.clear()]), Control.home())
            self._last_size = (columns, rows)
            # A newline after the last row would scroll.
            self._console.file.write("\r\n".join(drawn) + "\x1b[0m")
            self._console.file.flush()

    def poll(self) -> tuple[Gesture, ...]:
        """Return the keys that were pressed; draw the picture anew where the terminal's size has changed.

        Raises DisplayError where the terminal is gone.
        """
        if self._picture is not None and self._console.size != self._last_size:
            self.show(self._picture)
        if self._settings_before is None or not select([sys.stdin], [], [], 0)[0]:
            return ()
        with _still_there():
            typed = os.read(sys.stdin.fileno(), 256).decode(errors="ignore")
        found = (_ARROWS.get(match["arrow"], match["character"]) for match in _KEYS.finditer(typed))
        return tuple(key for key in found if key)

    def close(self) -> None:
        """Leave the terminal as it was; of one that is gone nothing is left."""
        if self._settings_before is not None:
            import termios  # noqa: PLC0415

            with suppress(termios.error):
                termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._settings_before)
            self._settings_before = None
        if self._is_open:
            self._is_open = False
            with suppress(OSError):
                self._console.show_cursor(True)
                self._console.set_alt_screen(False)

    def _listen(self) -> None:
        """Get keys as they are pressed, unseen; Ctrl-C stays what it is."""
        try:
            import termios  # noqa: PLC0415 - Windows has neither
            import tty  # noqa: PLC0415

            self._settings_before = termios.tcgetattr(sys.stdin)
            tty.setcbreak(sys.stdin)
        except (ImportError, OSError, ValueError, termios.error):
            self._settings_before = None


def _lines(picture: Picture, columns: int) -> list[str]:
    """Return what is written below a picture, each line shorter than so many columns."""
    told = (*picture.lines, *filter(None, [picture.keys]))
    parts = (part for line in told for part in broken(line, lambda text: len(text) < columns))
    return [part[: columns - 1] for part in parts]


@contextmanager
def _still_there() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DisplayError(f"the terminal is gone: {error.strerror or error}") from error
