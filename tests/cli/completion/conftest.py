"""Scripts as the verb prints them, and shells to try them in."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dreamstream.cli.completion import bash, fish, zsh
from dreamstream.cli.completion.names import Names
from dreamstream.cli.completion.parsers import read_commands
from dreamstream.cli.main import parsers

MAKERS = {"bash": bash.script, "zsh": zsh.script, "fish": fish.script}


@pytest.fixture(scope="session")
def scripts() -> dict[str, str]:
    commands, names = read_commands(parsers()), Names.known()
    return {shell: make(commands, names) for shell, make in MAKERS.items()}


@pytest.fixture
def in_shell(scripts: dict[str, str], tmp_path: Path) -> Callable[..., list[str]]:
    """Return the lines that these commands print in a shell that has read its script; what it is given are arguments.

    Two files, photo.jpg and movie.mp4, are there, and the command itself.
    """

    def run(shell: str, commands: str, *arguments: str) -> list[str]:
        program = shutil.which(shell)
        if program is None or os.name == "nt":
            pytest.skip(f"there is no {shell} here")
        here, tools = tmp_path / "here", tmp_path / "tools"
        for folder in (here, tools):
            folder.mkdir(exist_ok=True)
        for name in ("photo.jpg", "movie.mp4"):
            (here / name).touch()
        tool = tools / "dreamstream"
        tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dreamstream "$@"\n')
        tool.chmod(0o755)
        (tools / "script").write_text(scripts[shell])
        paths = {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path), "SCRIPT": f"{tools}/script"}
        quiet = ["--norc"] if shell == "bash" else ["-f"] if shell == "zsh" else ["--no-config"]
        end = ["-c", commands, *([shell] if shell != "fish" else []), *arguments]
        done = subprocess.run(
            [program, *quiet, *end],
            check=True,
            cwd=here,
            env={**os.environ, **paths},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.stderr == ""
        return done.stdout.splitlines()

    return run
