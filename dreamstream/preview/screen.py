"""Whether there is a screen, and where on it a window goes: asked before Qt is, which ends the program without one."""

import ctypes
import os
import sys
from dataclasses import dataclass
from typing import TypeAlias

from dreamstream.errors import DisplayError

Place: TypeAlias = tuple[int, int, int, int]
"""x and y on the screen, width and height, in pixels."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What a window will find."""

    monitor: Place
    """The main one; the whole screen where Xlib doesn't tell several apart."""
    has_manager: bool
    """Whether a window manager answers a window's wishes; without one it is where it puts itself."""


USUAL = Screen((0, 0, 1280, 720), has_manager=True)
"""What is taken for the screen where it can't be asked."""


class _XineramaScreen(ctypes.Structure):
    """XineramaScreenInfo, from Xlib's Xinerama.h."""

    _fields_ = (
        ("screen_number", ctypes.c_int),
        ("x_org", ctypes.c_short),
        ("y_org", ctypes.c_short),
        ("width", ctypes.c_short),
        ("height", ctypes.c_short),
    )


def find_screen() -> Screen:
    """Return the screen.

    Raises:
        DisplayError: there is none. Only Linux is asked; elsewhere there is one, and it has the usual size.
    """
    if not sys.platform.startswith("linux"):
        return USUAL
    name = os.environ.get("DISPLAY")
    if not name:
        raise DisplayError("there is no display: DISPLAY is not set")
    try:
        xlib = ctypes.CDLL("libX11.so.6")
    except OSError as error:
        raise DisplayError(f"there is no display: {error}") from error
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    display = ctypes.c_void_p(xlib.XOpenDisplay(None))
    if not display:
        raise DisplayError(f"there is no display: nothing answers at DISPLAY={name}")
    try:
        whole = (0, 0, xlib.XDisplayWidth(display, 0), xlib.XDisplayHeight(display, 0))
        return Screen(_first_monitor(xlib, display) or whole, _has_manager(xlib, display))
    finally:
        xlib.XCloseDisplay(display)


def _first_monitor(xlib: ctypes.CDLL, display: ctypes.c_void_p) -> Place | None:
    """Return what Xinerama has first; X servers tell of monitors by it whatever else they are set up with."""
    try:
        xinerama = ctypes.CDLL("libXinerama.so.1")
    except OSError:
        return None
    xinerama.XineramaQueryScreens.restype = ctypes.POINTER(_XineramaScreen)
    count = ctypes.c_int(0)
    screens = xinerama.XineramaQueryScreens(display, ctypes.byref(count))
    if not screens:
        return None
    first = screens[0]
    place = first.x_org, first.y_org, first.width, first.height
    xlib.XFree(screens)
    return place


def _has_manager(xlib: ctypes.CDLL, display: ctypes.c_void_p) -> bool:
    """Tell whether one has left its mark (Extended Window Manager Hints, specifications.freedesktop.org)."""
    xlib.XDefaultRootWindow.restype = xlib.XInternAtom.restype = ctypes.c_ulong
    xlib.XListProperties.restype = ctypes.POINTER(ctypes.c_ulong)
    root = ctypes.c_ulong(xlib.XDefaultRootWindow(display))
    count = ctypes.c_int(0)
    names = xlib.XListProperties(display, root, ctypes.byref(count))
    mark = xlib.XInternAtom(display, b"_NET_SUPPORTING_WM_CHECK", 0)
    is_there = mark in [names[index] for index in range(count.value)]
    if names:
        xlib.XFree(names)
    return is_there
