import ctypes
import sys
from ctypes.util import find_library

import pytest

from dreamstream.errors import DisplayError
from dreamstream.preview.screen import USUAL, Screen, find_screen


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux is asked")
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "there is no display: DISPLAY is not set"),
        (":4567", "there is no display: nothing answers at DISPLAY=:4567"),
    ],
)
def test_where_there_is_no_display_one_sentence_says_so(monkeypatch, name, sentence):
    monkeypatch.setenv("DISPLAY", name)
    with pytest.raises(DisplayError) as caught:
        find_screen()
    assert str(caught.value) == sentence


def test_one_monitor_is_the_screen(screen, monkeypatch):
    monkeypatch.setenv("DISPLAY", screen.environment["DISPLAY"])
    assert find_screen() == Screen((0, 0, 800, 600), has_manager=False)


def test_a_window_manager_is_noticed(desktop, monkeypatch):
    monkeypatch.setenv("DISPLAY", desktop.environment["DISPLAY"])
    assert find_screen() == Screen((0, 0, 800, 600), has_manager=True)


def test_of_several_monitors_it_is_the_first(x_server, monkeypatch):
    for library in ("X11", "Xinerama"):
        if find_library(library) is None:
            pytest.skip(f"lib{library} is not here")
    with x_server(("-screen", "0", "160x120x24", "-screen", "1", "80x60x24", "+xinerama")) as name:
        monkeypatch.setenv("DISPLAY", name)
        assert find_screen().monitor == (0, 0, 160, 120)


def test_where_monitors_are_not_told_apart_the_screen_is_one(screen, monkeypatch):
    def cdll(name):
        if "Xinerama" in name:
            raise OSError(name)
        return libraries(name)

    libraries = ctypes.CDLL
    monkeypatch.setattr(ctypes, "CDLL", cdll)
    monkeypatch.setenv("DISPLAY", screen.environment["DISPLAY"])
    assert find_screen() == Screen((0, 0, 800, 600), has_manager=False)


def test_elsewhere_it_is_taken_for_granted(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delenv("DISPLAY", raising=False)
    assert find_screen() == USUAL
