"""A screen of its own for the tests that need one, and hands on it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
import pytest

from dreamstream.frame import Pixels

SIZE = (800, 600)
PATIENCE_SECONDS = 60
ROOT = Path(__file__).parents[2]
_ONE_SCREEN = ("-screen", "0", "{}x{}x24".format(*SIZE))


class Screen:
    """A display, and what a person at it does."""

    def __init__(self, name: str) -> None:
        self.environment = {
            **os.environ,
            "DISPLAY": name,
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }

    def do(self, *words: object) -> None:
        """Let xdotool move, click and type."""
        subprocess.run(["xdotool", *map(str, words)], env=self.environment, check=True, timeout=PATIENCE_SECONDS)

    def ask(self, *words: object) -> str:
        """Return what xdotool answers, empty where it finds nothing."""
        asked = subprocess.run(
            ["xdotool", *map(str, words)],
            env=self.environment,
            check=False,
            timeout=PATIENCE_SECONDS,
            capture_output=True,
            text=True,
        )
        return asked.stdout.strip()

    def picture(self) -> Pixels:
        """Return what is to be seen, (H, W, 3) RGB."""
        xlib = pytest.importorskip("Xlib.display", reason="python-xlib is not here")
        display = xlib.Display(self.environment["DISPLAY"])
        image = display.screen().root.get_image(0, 0, *SIZE, 2, 0xFFFFFFFF)  # 2 is a ZPixmap
        display.close()
        return np.frombuffer(image.data, np.uint8).reshape(SIZE[1], SIZE[0], 4)[:, :, 2::-1]

    def close_window(self, title: str) -> None:
        """Ask the window to close, as a desktop does when its cross is clicked."""
        xlib = pytest.importorskip("Xlib.display", reason="python-xlib is not here")
        from Xlib.protocol.event import ClientMessage  # noqa: PLC0415

        display = xlib.Display(self.environment["DISPLAY"])
        window = display.create_resource_object("window", int(self.ask("search", "--name", title).split()[-1]))
        protocols, delete = (display.intern_atom(name) for name in ("WM_PROTOCOLS", "WM_DELETE_WINDOW"))
        window.send_event(ClientMessage(window=window, client_type=protocols, data=(32, [delete, 0, 0, 0, 0])))
        display.sync()
        display.close()


@contextmanager
def _x_server(options: Sequence[str]) -> Iterator[str]:
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), *options, "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        if not number:
            pytest.skip("Xvfb does not start here")
        try:
            yield f":{number}"
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def x_server() -> Callable[[Sequence[str]], AbstractContextManager[str]]:
    """Return what starts, by these options, a display that nobody else sees, and yields its name."""
    if not (shutil.which("Xvfb") and shutil.which("xdotool")):
        pytest.skip("Xvfb and xdotool are not here")
    return _x_server


@pytest.fixture(scope="session")
def screen(x_server: Callable[[Sequence[str]], AbstractContextManager[str]]) -> Iterator[Screen]:
    """A screen of 800 x 600 pixels, without a window manager."""
    with x_server(_ONE_SCREEN) as name:
        yield Screen(name)


@pytest.fixture(scope="session")
def desktop(x_server: Callable[[Sequence[str]], AbstractContextManager[str]]) -> Iterator[Screen]:
    """A screen of that size with a window manager."""
    if not shutil.which("openbox"):
        pytest.skip("openbox is not here")
    with x_server(_ONE_SCREEN) as name:
        made = Screen(name)
        # What it is to start, it starts once it manages.
        command = ["openbox", "--startup", "echo managed"]
        with subprocess.Popen(
            command, env=made.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as manager:
            try:
                assert "managed\n" in iter(manager.stdout.readline, "")
                yield made
            finally:
                manager.terminate()
