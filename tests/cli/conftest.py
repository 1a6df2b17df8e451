"""The command line called in this process, which saves the seconds that PyTorch takes to load."""

import importlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from dreamstream.cli import main

QUICK = ("--size=64x48", "--octaves=1", "--iterations=1", "--jitter=2", "--device=cpu", "--precision=float32")


@dataclass(frozen=True)
class Outcome:
    """How the command ended, and what it said."""

    code: int
    stdout: str
    stderr: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the working one."""
    made = tmp_path / "here"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


@pytest.fixture
def cli(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run ``dreamstream`` with these arguments in ``folder``."""
    # The option parser puts its own in place.
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["dreamstream", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        return Outcome(int(caught.value.code or 0), *capfd.readouterr())

    return run


@pytest.fixture
def replace_run(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., int]], None]:
    """Let this function get what the command was given."""
    # Not by its dotted name: the package's 'main' is the function.
    module = importlib.import_module("dreamstream.cli.main")
    return lambda run: monkeypatch.setattr(module, "run", run)


@pytest.fixture
def seed_picture() -> Path:
    return Path(__file__).parents[1] / "data" / "seed.jpg"


@pytest.fixture
def render_quickly(cli: Callable[..., Outcome], seed_picture: Path) -> Callable[..., Outcome]:
    """Run ``dreamstream`` on the seed picture, very small, with these further arguments."""
    return lambda *arguments: cli(seed_picture, *QUICK, *arguments)


@pytest.fixture
def log() -> Console:
    """A console that is no terminal."""
    return Console(file=io.StringIO())


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Console, Callable[[], str]]]:
    """A console on a terminal, and what closes that and returns everything that came out of it."""
    pty = pytest.importorskip("pty")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    outer, inner = pty.openpty()
    with os.fdopen(inner, "w") as file:

        def read() -> str:
            file.close()
            shown = b""
            # A terminal whose last writer has gone reads as its end, or on Linux as an error.
            with suppress(OSError):
                while more := os.read(outer, 4096):
                    shown += more
            return shown.decode()

        yield Console(file=file, width=120), read
    os.close(outer)
