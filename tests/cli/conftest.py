"""The command line called in this process, which saves the seconds that PyTorch takes to load."""

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

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
