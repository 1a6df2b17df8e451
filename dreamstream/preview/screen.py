"""Whether there is a screen, and how large it is: asked before Qt is, which ends the program where there is none."""

import ctypes
import os
import sys

from dreamstream.errors import DisplayError

USUAL_SIZE = (1280, 720)
"""What is taken for the screen's where it can't be asked."""


class _Screen(ctypes.Structure):
    """The beginning of xcb_screen_t, from libxcb's xproto.h."""

    _fields_ = (
        ("root", ctypes.c_uint32),
        ("default_colormap", ctypes.c_uint32),
        ("white_pixel", ctypes.c_uint32),
        ("black_pixel", ctypes.c_uint32),
        ("current_input_masks", ctypes.c_uint32),
        ("width_in_pixels", ctypes.c_uint16),
        ("height_in_pixels", ctypes.c_uint16),
    )


class _ScreenIterator(ctypes.Structure):
    _fields_ = (("data", ctypes.POINTER(_Screen)), ("rem", ctypes.c_int), ("index", ctypes.c_int))


def screen_size() -> tuple[int, int]:
    """Return (width, height) of the screen in pixels, of several in a row their sum.

    Raises:
        DisplayError: there is none. Only Linux is asked; elsewhere there is one, and it has the usual size.
    """
    if not sys.platform.startswith("linux"):
        return USUAL_SIZE
    name = os.environ.get("DISPLAY")
    if not name:
        raise DisplayError("there is no display: DISPLAY is not set")
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        raise DisplayError(f"there is no display: {error}") from error
    xcb.xcb_connect.restype = xcb.xcb_get_setup.restype = ctypes.c_void_p
    xcb.xcb_setup_roots_iterator.restype = _ScreenIterator
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    try:
        if xcb.xcb_connection_has_error(connection):
            raise DisplayError(f"there is no display: nothing answers at DISPLAY={name}")
        setup = ctypes.c_void_p(xcb.xcb_get_setup(connection))
        screen = xcb.xcb_setup_roots_iterator(setup).data.contents
        return screen.width_in_pixels, screen.height_in_pixels
    finally:
        xcb.xcb_disconnect(connection)
