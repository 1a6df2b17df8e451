"""A window on the screen, OpenCV's own."""

import os
import sys

import cv2
import numpy as np

from dreamstream.errors import DisplayError
from dreamstream.preview.base import CLOSED, Display, Gesture, Picture
from dreamstream.preview.overlay import canvas, fitted, write
from dreamstream.preview.screen import Place, find_screen
from dreamstream.steering.wishes import Point

_SHARE_OF_THE_SCREEN = 0.9
"""So that a window's frame and the system's bars have room, too."""

_X11 = {65361: "left", 65362: "up", 65363: "right", 65364: "down"}
_WINDOWS = {2424832: "left", 2490368: "up", 2555904: "right", 2621440: "down"}
_MACOS = {63234: "left", 63232: "up", 63235: "right", 63233: "down"}
_ARROWS = _X11 | _WINDOWS | _MACOS
"""Codes of keys, as each system's window has them."""
_ASCII = 128
_FULLSCREEN, _ESCAPE = "f", "\x1b"
_OWN_KEYS = "f full screen"


class Window(Display):
    """Scales pictures to itself, whatever size it is given.

    Args:
        fullscreen: fills the whole screen, for a projector.
    """

    def __init__(self, *, fullscreen: bool = False) -> None:
        self._fullscreen = fullscreen
        self._title = ""
        self._has_manager = True
        self._monitor: Place = (0, 0, 1, 1)
        self._window: Place = (0, 0, 1, 1)
        self._room = (1, 1)
        self._place = (0, 0, 1, 1)
        self._picture: Picture | None = None
        self._gestures: list[Gesture] = []

    def open(self, title: str, size: tuple[int, int]) -> None:
        """Open the window in as much of the screen as the picture's shape fills; raises DisplayError."""
        screen = find_screen()
        _refuse_to_hang()
        # Of what Qt itself would say, nothing is of use here: that it has no fonts, which our window needs none of.
        os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false")
        if "QT_QPA_PLATFORM_PLUGIN_PATH" in os.environ:
            # OpenCV's wheels bring only this plugin, and a desktop may ask for another.
            os.environ["QT_QPA_PLATFORM"] = "xcb"
        try:
            cv2.namedWindow(title, cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL)
            self._title = title
            self._monitor, self._has_manager = screen.monitor, screen.has_manager
            self._settle(size)
            cv2.setMouseCallback(title, self._on_mouse)
        except cv2.error as error:
            raise DisplayError(f"there is no window: {error.err or error}") from error
        self.show(Picture(np.zeros((size[1], size[0], 3), np.uint8), ("the network is being read",)))
        self.poll()

    def _settle(self, size: tuple[int, int]) -> None:
        """Take the middle of the monitor, and from there all of it where that is wished for."""
        left, top, width, height = self._monitor
        room = round(width * _SHARE_OF_THE_SCREEN), round(height * _SHARE_OF_THE_SCREEN)
        x, y, *shape = fitted(size, room)
        self._window = left + (width - room[0]) // 2 + x, top + (height - room[1]) // 2 + y, shape[0], shape[1]
        self._take(self._window)
        if self._fullscreen:
            # A window manager has to see where the window is before it can fill that monitor.
            cv2.waitKeyEx(1)
            self._fill(True)
            self._room = width, height

    def _take(self, place: Place) -> None:
        x, y, width, height = place
        self._room = width, height
        cv2.resizeWindow(self._title, width, height)
        if self._has_manager:
            # Without one it is in the screen's corner, where the whole screen begins, too.
            cv2.moveWindow(self._title, x, y)

    def show(self, picture: Picture) -> None:
        """Show a picture; raises DisplayError."""
        self._picture = picture
        whole = canvas(picture.pixels, self._room)
        self._place = fitted((picture.pixels.shape[1], picture.pixels.shape[0]), self._room)
        write(whole, picture.lines, picture.keys and f"{picture.keys}  {_OWN_KEYS}")
        try:
            cv2.imshow(self._title, cv2.cvtColor(whole, cv2.COLOR_RGB2BGR))
        except cv2.error as error:
            raise DisplayError(f"the window can't be drawn: {error.err or error}") from error

    def poll(self) -> tuple[Gesture, ...]:
        """Return keys, clicks, and whether the window was closed; show the picture anew where its size has changed."""
        code = cv2.waitKeyEx(1)
        if not self._is_open():
            return (CLOSED,)
        if code != -1:
            self._type(_key(code))
        *_, width, height = cv2.getWindowImageRect(self._title)
        if min(width, height) > 0 and (width, height) != self._room:
            self._room = (width, height)
            if self._picture is not None:
                self.show(self._picture)
        gestures = tuple(self._gestures)
        self._gestures.clear()
        return gestures

    def close(self) -> None:
        """Close the window."""
        if self._title and self._is_open():
            cv2.destroyWindow(self._title)
            cv2.waitKeyEx(1)
        self._title = ""

    def _type(self, key: str) -> None:
        if key == _FULLSCREEN or (key == _ESCAPE and self._fullscreen):
            self._fill(not self._fullscreen)
        elif key:
            self._gestures.append(key)

    def _fill(self, whole_screen: bool) -> None:
        self._fullscreen = whole_screen
        if self._has_manager:
            mode = cv2.WINDOW_FULLSCREEN if whole_screen else cv2.WINDOW_NORMAL
            cv2.setWindowProperty(self._title, cv2.WND_PROP_FULLSCREEN, mode)
        else:
            self._take(self._monitor if whole_screen else self._window)

    def _is_open(self) -> bool:
        try:
            return cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) >= 1
        except cv2.error:  # so says Qt once the last window is gone
            return False

    def _on_mouse(self, event: int, x: int, y: int, flags: int, _: object) -> None:
        if event != cv2.EVENT_LBUTTONDOWN:
            return
        left, top, width, height = self._place
        point = Point((x + 0.5 - left) / width, (y + 0.5 - top) / height)
        if 0 <= point.x <= 1 and 0 <= point.y <= 1:
            self._gestures.append(point)


def _key(code: int) -> str:
    """Return the key that has this code, empty where it is none with a character; above 16 bits are modifiers."""
    character = code & 0xFFFF
    return _ARROWS.get(code, chr(character) if 0 < character < _ASCII else "")


def _refuse_to_hang() -> None:
    """Raise DisplayError where PyAV came before OpenCV: the libxcb that it brings lets a window of Qt's hang."""
    order = [name for name in sys.modules if name in ("av", "cv2")]
    if sys.platform.startswith("linux") and order == ["av", "cv2"]:
        raise DisplayError("a window would hang, for PyAV was imported before OpenCV; import cv2 first")
