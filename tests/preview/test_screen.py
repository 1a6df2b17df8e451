import sys

import pytest

from dreamstream.errors import DisplayError
from dreamstream.preview.screen import USUAL_SIZE, screen_size


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
        screen_size()
    assert str(caught.value) == sentence


def test_the_size_is_the_screens(screen, monkeypatch):
    monkeypatch.setenv("DISPLAY", screen.environment["DISPLAY"])
    assert screen_size() == (800, 600)


def test_elsewhere_it_is_taken_for_granted(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delenv("DISPLAY", raising=False)
    assert screen_size() == USUAL_SIZE
