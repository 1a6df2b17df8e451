"""A screen of its own for the tests that need one, and hands on it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dreamstream.frame import Pixels

SIZE = (800, 600)
PATIENCE_SECONDS = 60
ROOT = Path(__file__).parents[2]


class Screen:
    """A display without a window manager, and what a person at it does."""

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


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """A screen of 800 x 600 pixels that nobody else sees."""
    if not (shutil.which("Xvfb") and shutil.which("xdotool")):
        pytest.skip("Xvfb and xdotool are not here")
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "{}x{}x24".format(*SIZE),
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    with subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        if not number:
            pytest.skip("Xvfb does not start here")
        yield Screen(f":{number}")
        server.terminate()
