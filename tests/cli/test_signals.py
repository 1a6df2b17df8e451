import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import suppress

import pytest

from dreamstream.cli.signals import ending_on_ctrl_c, raising_on_ctrl_c, stopping_on_signals

ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "TERM": "xterm"}
SHOW_CURSOR = b"\x1b[?25h"
if os.name == "nt":
    pytest.skip("Windows has no such signals", allow_module_level=True)

PATIENCE_SECONDS = 60
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ENDLESS = """
import time
from dreamstream.cli.signals import ending_on_ctrl_c, raising_on_ctrl_c, stopping_on_signals
with stopping_on_signals(lambda: print("asked", flush=True)):
    print("ready", flush=True)
    while True:
        time.sleep(0.01)
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_the_first_signal_only_asks(number, code):
    asked = []
    with stopping_on_signals(lambda: asked.append(True)) as stop:
        assert (stop.event.is_set(), stop.exit_code) == (False, 0)
        signal.raise_signal(number)
        assert asked == [True]
    assert (stop.event.is_set(), stop.exit_code) == (True, code)


@pytest.mark.parametrize("is_signalled", [False, True])
def test_afterwards_signals_mean_what_they_meant_before(is_signalled):
    before = [signal.getsignal(number) for number in SIGNALS]
    with stopping_on_signals(lambda: None):
        assert [signal.getsignal(number) for number in SIGNALS] != before
        if is_signalled:
            signal.raise_signal(signal.SIGTERM)
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_under_nohup_a_terminal_may_close():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopping_on_signals(lambda: None) as stop:
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert not stop.event.is_set()


def test_ctrl_c_raises_or_ends_only_where_it_is_to():
    before = signal.getsignal(signal.SIGINT)
    with ending_on_ctrl_c():
        assert signal.getsignal(signal.SIGINT) == signal.SIG_DFL
        with raising_on_ctrl_c(), pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.parametrize("second", SIGNALS)
def test_the_second_signal_ends_at_once_and_gives_a_terminal_its_cursor_back(second):
    outer, inner = os.openpty()
    with subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, stderr=inner, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "asked\n"
        process.send_signal(second)
        assert process.wait(timeout=30) == -second
    assert os.read(outer, 100) == SHOW_CURSOR
    os.close(inner)
    os.close(outer)


@pytest.fixture
def endless_render(folder, seed_picture):
    """Start a render that would take hours, with this stderr; it is killed if the test has not ended it in time."""
    options = ("--size=64x48", "--octaves=1", "--iterations=1", "--frames=1000000", "--device=cpu")
    command = (sys.executable, "-m", "dreamstream", str(seed_picture), "-o", "out.mp4", *options)
    watchdogs = []

    def start(stderr):
        process = subprocess.Popen(command, cwd=folder, stderr=stderr, env=ENVIRONMENT)
        watchdogs.append(threading.Timer(PATIENCE_SECONDS, process.kill))
        watchdogs[-1].start()
        return process

    yield start
    for watchdog in watchdogs:
        watchdog.cancel()
        watchdog.join()


def test_sigterm_leaves_a_film_that_plays_under_its_name(endless_render, folder, read_film):
    with endless_render(subprocess.PIPE) as process:
        for line in process.stderr:
            if line.startswith(b"frame "):
                break
        process.send_signal(signal.SIGTERM)
        said = process.stderr.read().decode()
    assert process.returncode == 143
    assert re.search(r"^stopped; out\.mp4 holds the \d+ frames? so far, \d+\.\d\d s each$", said, re.MULTILINE)
    assert read_film(folder / "out.mp4")
    assert [path.name for path in folder.iterdir()] == ["out.mp4"]


def test_a_terminal_that_closes_leaves_a_film_that_plays_under_its_name(endless_render, folder, read_film):
    outer, inner = os.openpty()
    with endless_render(inner) as process:
        os.close(inner)
        shown = b""
        while not re.search(rb"frame [1-9]\d* of 1000000", shown):
            shown += os.read(outer, 4096)
        os.close(outer)
        process.send_signal(signal.SIGHUP)
        assert process.wait() == 129
    assert read_film(folder / "out.mp4")
    assert [path.name for path in folder.iterdir()] == ["out.mp4"]


def test_ctrl_c_while_an_input_is_waited_for_ends_at_once(folder):
    os.mkfifo(folder / "fifo.png")
    command = (sys.executable, "-m", "dreamstream", "fifo.png", "-o", "out.mp4", "--quiet")
    with (
        subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, env=ENVIRONMENT) as process,
        # Both ends wait for each other here, and then the program for what is never written.
        (folder / "fifo.png").open("wb"),
    ):
        process.send_signal(signal.SIGINT)
        assert (process.wait(PATIENCE_SECONDS), process.stderr.read()) == (-signal.SIGINT, b"")
    assert [path.name for path in folder.iterdir()] == ["fifo.png"]


WHILE_LOADING = """
import signal, sys

class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == "typer":
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Interrupted())
from dreamstream.__main__ import main
main()
"""


def test_ctrl_c_while_the_program_loads_is_no_trace():
    ended = subprocess.run([sys.executable, "-c", WHILE_LOADING], check=False, stderr=subprocess.PIPE, timeout=60)
    assert (ended.returncode, ended.stderr) == (-signal.SIGINT, b"")


def test_ctrl_c_on_a_terminal_leaves_a_film_and_the_cursor(endless_render, folder, read_film):
    outer, inner = os.openpty()

    def read_until(pattern):
        shown = b""
        # A terminal whose last writer has gone reads as its end, or on Linux as an error.
        with suppress(OSError):
            while not re.search(pattern, shown) and (more := os.read(outer, 4096)):
                shown += more
        return shown

    with endless_render(inner) as process:
        os.close(inner)
        assert b"Traceback" not in read_until(rb"frame [1-9]\d* of 1000000")
        process.send_signal(signal.SIGINT)
        said = read_until(rb"never said")
        assert process.wait() == 130
    os.close(outer)
    assert re.search(
        re.escape(SHOW_CURSOR) + rb".*stopped; out\.mp4 holds the \d+ frames? so far, .* s each\r\n$", said
    )
    assert read_film(folder / "out.mp4")
    assert [path.name for path in folder.iterdir()] == ["out.mp4"]
