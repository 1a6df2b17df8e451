"""Watching a render while it runs, and steering it: displays, and what lies between them and the dream."""

from dreamstream.errors import UnknownNameError
from dreamstream.preview.base import CLOSED, Display, Gesture, Picture
from dreamstream.preview.preview import Preview
from dreamstream.preview.stream import HttpStream
from dreamstream.preview.terminal import Terminal
from dreamstream.preview.window import Window

__all__ = ["CLOSED", "Display", "Gesture", "HttpStream", "Picture", "Preview", "Terminal", "Window", "find_display"]


def find_display(name: str, *, fullscreen: bool = False) -> Display:
    """Return the display that is called ``window`` or ``terminal``, or is at ``http://HOST:PORT``; not yet open.

    Raises:
        UsageError: there is none of that name.
    """
    if name == "window":
        return Window(fullscreen=fullscreen)
    if name == "terminal":
        return Terminal()
    if "://" in name:
        return HttpStream(name)
    raise UnknownNameError("preview", name, ("window", "terminal", "http://127.0.0.1:8090"))
