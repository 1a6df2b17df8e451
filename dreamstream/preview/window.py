"""A window on the screen, OpenCV's own."""

import os
import sys

import cv2
import numpy as np

from dreamstream.errors import DisplayError
from dreamstream.preview.base import CLOSED, Display, Gesture, Picture
from dreamstream.preview.overlay import canvas, fitted, write
from dreamstream.preview.screen import screen_size
from dreamstream.steering.wishes import Point

_SHARE_OF_THE_SCREEN = 0.9
"""So that a window's frame and the system's bars have room, too."""

_X11 = {65361: "left", 65362: "up", 65363: "right", 65364: "down"}
_WINDOWS = {2424832: "left", 2490368: "up", 2555904: "right", 2621440: "down"}
_MACOS = {63234: "left", 63232: "up", 63235: "right", 63233: "down"}
_ARROWS = _X11 | _WINDOWS | _MACOS
"""Codes of keys, as each system's window has them."""


class Window(Display):
    """Scales pictures to itself, whatever size it is given.

    Args:
        fullscreen: fills the whole screen, for a projector.
    """

    def __init__(self, *, fullscreen: bool = False) -> None:
        self._fullscreen = fullscreen
        self._title = ""
        self._room = (1, 1)
        self._place = (0, 0, 1, 1)
        self._picture: Picture | None = None
        self._gestures: list[Gesture] = []

    def open(self, title: str, size: tuple[int, int]) -> None:
        """Open the window in as much of the screen as the picture's shape fills; raises DisplayError."""
        screen = screen_size()
        _refuse_to_hang()
        # Of what Qt itself would say, nothing is of use here: that it has no fonts, which our window needs none of.
        os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false")
        if "QT_QPA_PLATFORM_PLUGIN_PATH" in os.environ:
            # OpenCV's wheels bring only this plugin, and a desktop may ask for another.
            os.environ["QT_QPA_PLATFORM"] = "xcb"
        share = 1.0 if self._fullscreen else _SHARE_OF_THE_SCREEN
        room = round(screen[0] * share), round(screen[1] * share)
        self._room = room if self._fullscreen else fitted(size, room)[2:]
        try:
            cv2.namedWindow(title, cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL)
            self._title = title
            cv2.resizeWindow(title, *self._room)
            if self._fullscreen:
                cv2.moveWindow(title, 0, 0)
                cv2.setWindowProperty(title, cv2.WND_PROP_FULLSCREEN, cv2.WINDOW_FULLSCREEN)
            cv2.setMouseCallback(title, self._on_mouse)
        except cv2.error as error:
            raise DisplayError(f"there is no window: {error.err or error}") from error
        self.show(Picture(np.zeros((size[1], size[0], 3), np.uint8), ("the network is being read",)))
        self.poll()

    def show(self, picture: Picture) -> None:
        """Show a picture; raises DisplayError."""
        self._picture = picture
        whole = canvas(picture.pixels, self._room)
        self._place = fitted((picture.pixels.shape[1], picture.pixels.shape[0]), self._room)
        write(whole, picture.lines)
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
            self._gestures.append(_ARROWS.get(code, chr(code & 0xFF)))
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


def _refuse_to_hang() -> None:
    """Raise DisplayError where PyAV came before OpenCV: the libxcb that it brings lets a window of Qt's hang."""
    order = [name for name in sys.modules if name in ("av", "cv2")]
    if sys.platform.startswith("linux") and order == ["av", "cv2"]:
        raise DisplayError("a window would hang, for PyAV was imported before OpenCV; import cv2 first")
