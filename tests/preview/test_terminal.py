"""The picture in a terminal: a real one, with this end in our hands."""

import os
import re
import select
import struct
import subprocess
import sys
from contextlib import suppress

import numpy as np
import pytest

from dreamstream.errors import DisplayError
from dreamstream.preview import Picture, Terminal

CHILD = """
import sys, time
import numpy as np
from dreamstream.errors import DisplayError
from dreamstream.preview import Picture, Terminal
terminal = Terminal()
try:
    terminal.open("dreamstream: seed.jpg", (4, 2))
except DisplayError as error:
    sys.exit(f"refused: {error}")
pixels = np.zeros((2, 4, 3), np.uint8)
pixels[0] = 255, 0, 0
pixels[1] = 0, 0, 255
terminal.show(Picture(pixels, ("a line that is broken  where two blanks are", "frame 1")))
gestures = []
while "q" not in gestures:
    gestures += terminal.poll()
    time.sleep(0.01)
terminal.close()
print(gestures)
"""


@pytest.fixture
def terminal_of():
    """Start the child on a terminal of this kind, with what reads it up to a text and what types."""
    pty = pytest.importorskip("pty")
    outer, inner = pty.openpty()
    processes = []

    def start(**environment):
        process = subprocess.Popen(
            [sys.executable, "-c", CHILD],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "COLUMNS": "40", "LINES": "11", **environment},
        )
        processes.append(process)
        return process, outer

    yield start
    for process in processes:
        process.kill()
        process.wait()
    os.close(inner)
    os.close(outer)


def read_until(outer, text):
    seen = b""
    while text not in seen:
        assert select.select([outer], [], [], 60)[0], seen
        seen += os.read(outer, 65536)
    return seen


def test_it_draws_takes_keys_and_leaves_the_terminal_as_it_was(terminal_of):
    process, outer = terminal_of(TERM="xterm-256color", COLORTERM="truecolor")
    drawn = read_until(outer, b"frame 1").decode()
    assert drawn.index("\x1b[?1049h") < drawn.index("\x1b[?25l") < drawn.index("▀")
    rows = re.findall(r"((?:\x1b\[[\d;]+m▀)+)", drawn)
    assert [row.count("▀") for row in rows] == [40] * 8
    assert re.search(r"\x1b\[0ma line that is broken\x1b\[K\s+\x1b\[0mwhere two blanks are\x1b\[K", drawn)
    assert "\x1b[38;2;255;0;0;48;2;255;0;0m▀" in "".join(rows)
    os.write(outer, b" p\x1b[A\x1b[D]\x1bOCq")
    ended = read_until(outer, b"]\r\n").decode()
    assert ended.index("\x1b[?25h") < ended.index("\x1b[?1049l")
    assert ended.endswith("[' ', 'p', 'up', 'left', ']', 'right', 'q']\r\n")
    assert process.wait(timeout=60) == 0


def test_a_terminal_of_another_size_is_drawn_at_once(terminal_of):
    fcntl, termios = pytest.importorskip("fcntl"), pytest.importorskip("termios")
    process, outer = terminal_of(TERM="xterm-256color", COLUMNS="", LINES="")
    for rows, columns in [(11, 50), (9, 60)]:
        fcntl.ioctl(outer, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        drawn = b""
        # Of what was drawn before there may be a rest.
        while "▀" * columns not in re.sub(r"\x1b\[[\d;]+m", "", drawn.decode(errors="ignore")):
            drawn += read_until(outer, b"frame 1")
    os.write(outer, b"q")
    read_until(outer, b"]\r\n")
    assert process.wait(timeout=60) == 0


def test_a_terminal_without_colours_is_refused(terminal_of):
    process, outer = terminal_of(TERM="dumb")
    read_until(outer, b"refused: standard error is no terminal that has colours")
    assert process.wait(timeout=60) == 1


def test_one_that_goes_away_is_told_of_and_can_still_be_closed(monkeypatch):
    pty = pytest.importorskip("pty")
    outer, inner = pty.openpty()
    for name, value in {"TERM": "xterm-256color", "COLUMNS": "40", "LINES": "11"}.items():
        monkeypatch.setenv(name, value)
    with os.fdopen(os.dup(inner), "w") as error, os.fdopen(inner) as typed:
        monkeypatch.setattr("sys.stderr", error)
        monkeypatch.setattr("sys.stdin", typed)
        terminal = Terminal()
        terminal.open("dreamstream", (4, 2))
        terminal.show(Picture(np.zeros((2, 4, 3), np.uint8)))
        os.close(outer)
        with pytest.raises(DisplayError, match="the terminal is gone"):
            terminal.show(Picture(np.zeros((2, 4, 3), np.uint8)))
        terminal.close()
        assert terminal.poll() == ()
        # What could not be written any more is no matter when the file is closed.
        with suppress(OSError):
            error.close()
