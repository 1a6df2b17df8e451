"""bin/dreamstream, bin/check and what they share, run on a copy beside a python3 that only pretends."""

import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the scripts are for bash")

PROJECT = Path(__file__).resolve().parents[1]
TOOLS = ("bash", "env", "cat", "cksum", "cp", "dirname", "mkdir", "mv", "readlink", "rm", "sleep", "touch")

# Environment variables say how this python3 behaves; what pip and the tools were asked is appended to $LOG.
PYTHON = """#!/usr/bin/env bash
case "$*" in
  *_has_all.py*) exit "${HAS_ALL:-1}" ;;
  *version_info*) exit "${TOO_OLD:-0}" ;;
  *metadata*) exit 0 ;;
  --version) echo "Python 3.9.1" ;;
  "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; touch "$3/pyvenv.cfg" ;;
  "-m pip install "*)
    echo "progress of pip"
    echo "pip begins: ${*: -1}" >>"$LOG"
    sleep "${PIP_SECONDS:-0}"
    [ -z "${PIP_KILLS_ITS_CALLER-}" ] || kill -9 "$PPID"
    echo "pip ends" >>"$LOG"
    exit "${PIP_EXIT:-0}" ;;
  "-P -m dreamstream"*)
    shift 3
    printf '<%s>' "$$" "${PYTHONPATH-}" "$@"
    exit "${RUN_EXIT:-0}" ;;
  "-P -m "*) echo "${*:3}" >>"$LOG"; [[ " ${FAILING-} " != *" $3 "* ]] ;;
  *) exec REAL_PYTHON "$@" ;;
esac
"""


@dataclass
class Clone:
    """A copy of the scripts in a folder with a space in its name."""

    root: Path
    environment: dict[str, str]
    python: Path
    log: Path

    @property
    def venv(self):
        return self.root / ".venv"

    def start(self, *arguments, script="dreamstream", cwd=None, **settings):
        return subprocess.Popen(
            [str(self.root / "bin" / script) if "/" not in script else script, *arguments],
            cwd=cwd or self.root,
            env=self.environment | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments, **settings):
        process = self.start(*arguments, **settings)
        stdout, stderr = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.pid, process.returncode, stdout, stderr)

    def installs(self):
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line for line in lines if line.startswith("pip begins")]


@pytest.fixture
def clone(tmp_path):
    root = tmp_path / "a clone"
    shutil.copytree(PROJECT / "bin", root / "bin")
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(PROJECT / name, root)
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in TOOLS:
        (tools / tool).symlink_to(shutil.which(tool))
    python = tools / "python3"
    python.write_text(PYTHON.replace("REAL_PYTHON", f"'{sys.executable}'"))
    python.chmod(0o755)
    log = tmp_path / "log"
    return Clone(root, {"PATH": str(tools), "LOG": str(log)}, python, log)


def test_a_python_that_has_everything_just_runs_the_clone(clone):
    result = clone.run("a seed.jpg", "", "-o", "-", HAS_ALL="0", RUN_EXIT="7")

    assert result.stdout == f"<{result.args}><{clone.root}><a seed.jpg><><-o><->"  # the same process: exec
    assert (result.returncode, result.stderr) == (7, "")
    assert not clone.venv.exists()


def test_the_first_use_makes_an_environment_and_the_second_only_runs(clone):
    first = clone.run("x")
    second = clone.run("x")

    assert first.stdout == f"<{first.args}><><x>"
    assert str(clone.venv) in first.stderr
    assert "progress of pip" in first.stderr
    assert (second.stdout, second.stderr) == (f"<{second.args}><><x>", "")
    assert clone.installs() == [f"pip begins: {clone.root}"]


def test_an_active_environment_that_has_everything_goes_before_the_clones_own(clone):
    clone.run()

    assert str(clone.root) in clone.run(VIRTUAL_ENV="/elsewhere", HAS_ALL="0").stdout
    assert str(clone.root) not in clone.run(VIRTUAL_ENV="/elsewhere", HAS_ALL="1").stdout


def test_it_is_found_through_symlinks_and_from_any_folder(clone, tmp_path):
    away = tmp_path / "away from it"
    away.mkdir()
    (away / "first").symlink_to("second")
    (away / "second").symlink_to(Path("..") / "a clone" / "bin" / "dreamstream")

    result = clone.run(script="./first", cwd=away, HAS_ALL="0", CDPATH=str(tmp_path))

    assert result.stdout == f"<{result.args}><{clone.root}>"


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_other_requirements_are_installed_once(clone, name):
    clone.run()
    with (clone.root / name).open("a") as file:
        file.write("\n")

    clone.run()
    clone.run()

    assert len(clone.installs()) == 2


def test_a_clone_that_was_moved_is_installed_anew(clone):
    clone.run()
    clone.root = clone.root.rename(clone.root.with_name("moved"))

    clone.run()

    assert clone.installs()[1] == f"pip begins: {clone.root}"


def test_a_killed_first_use_is_repaired_by_the_next(clone):
    killed = clone.run(PIP_KILLS_ITS_CALLER="yes")
    site_packages = clone.venv / "lib" / "python3.11" / "site-packages"
    for package in ("half-1.0.dist-info", "whole-1.0.dist-info"):
        (site_packages / package).mkdir(parents=True)
    (site_packages / "whole-1.0.dist-info" / "INSTALLER").touch()

    repaired = clone.run()

    assert (killed.returncode, killed.stdout) == (-9, "")
    assert repaired.returncode == 0
    assert len(clone.installs()) == 2
    assert [entry.name for entry in site_packages.iterdir()] == ["whole-1.0.dist-info"]


def test_a_failed_install_says_so_and_is_tried_again(clone):
    failed = clone.run(PIP_EXIT="1")

    assert (failed.returncode, failed.stdout) == (1, "")
    assert "pip could not install what is needed" in failed.stderr
    assert clone.run().returncode == 0


def test_two_at_once_install_once(clone):
    both = [clone.start(name, PIP_SECONDS="0.3") for name in "ab"]
    outputs = [process.communicate(timeout=60)[0] for process in both]

    assert outputs == [f"<{process.pid}><><{name}>" for process, name in zip(both, "ab", strict=True)]
    assert clone.log.read_text().splitlines() == [f"pip begins: {clone.root}", "pip ends"]


def test_the_environment_may_lie_elsewhere_and_only_an_environment_is_cleared(clone, tmp_path):
    mine = tmp_path / "other" / "lib" / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.touch()

    result = clone.run(cwd=tmp_path, DREAMSTREAM_VENV="other")

    assert result.returncode == 0
    assert mine.exists()
    assert not clone.venv.exists()
    assert str(tmp_path / "other") in result.stderr


def test_an_environment_whose_python_is_gone_is_made_again(clone):
    clone.run()
    (clone.venv / "bin" / "python").unlink()
    (clone.venv / "bin" / "python").symlink_to("gone")

    assert clone.run().returncode == 0
    assert len(clone.installs()) == 2


def test_an_old_python_gets_a_sentence(clone):
    result = clone.run(TOO_OLD="1")

    assert result.returncode == 1
    assert f"needs Python 3.11 or newer, but {clone.python} is Python 3.9.1" in result.stderr


def test_a_newer_python_beside_an_old_one_is_used(clone):
    newer = clone.python.with_name("python3.13")
    newer.write_text(clone.python.read_text())
    newer.chmod(0o755)
    clone.python.write_text(PYTHON.replace("${TOO_OLD:-0}", "1"))

    assert clone.run().returncode == 0


def test_no_python_gets_a_sentence(clone):
    clone.python.unlink()

    result = clone.run()

    assert result.returncode == 1
    assert "no python3 was found" in result.stderr


def test_check_installs_the_tools_and_runs_all_four(clone):
    result = clone.run("-k", "a word", script="check")

    assert result.returncode == 0
    assert clone.log.read_text().splitlines() == [
        f"pip begins: {clone.root}[dev]",
        "pip ends",
        "ruff format --check",
        "ruff check",
        "mypy",
        "pytest -k a word",
    ]


def test_check_goes_on_after_a_failure_and_names_it(clone):
    result = clone.run(script="check", FAILING="ruff mypy")

    assert result.returncode == 1
    assert result.stdout.splitlines()[-1] == "bin/check: failed in format, lint, types"
    assert clone.log.read_text().splitlines()[-1] == "pytest"


def test_what_check_installed_serves_dreamstream_too_but_not_the_other_way(clone):
    clone.run()
    clone.run(script="check")
    clone.run()

    assert clone.installs() == [f"pip begins: {clone.root}", f"pip begins: {clone.root}[dev]"]


@pytest.fixture(scope="module")
def probe():
    spec = importlib.util.spec_from_file_location("has_all", PROJECT / "bin" / "_has_all.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("requirement", "met"),
    [
        ("torch", True),
        ("torch>=2.6", True),
        ("torch>=2.14", False),
        ("torch==2.13.0", True),
        ("torch==2.13", True),
        ("torch==2.12", False),
        ("absent", False),
        ("opencv-python>=4.10", True),  # its headless twin is there
        ("torch~=2.6", False),  # a form that is not read counts as unmet
    ],
)
def test_a_requirement_is_met_by_what_is_installed(probe, monkeypatch, requirement, met):
    installed = {"torch": "2.13.0+cpu", "opencv-python-headless": "5.0.0.93"}

    def version(name):
        if name not in installed:
            raise probe.metadata.PackageNotFoundError(name)
        return installed[name]

    monkeypatch.setattr(probe.metadata, "version", version)

    assert probe.is_met(requirement) is met


@pytest.mark.parametrize("needs", ["run", "dev"])
def test_every_requirement_of_this_project_has_a_form_that_is_read(probe, monkeypatch, needs):
    monkeypatch.setattr(probe.metadata, "version", lambda name: "9999")
    monkeypatch.setattr(probe, "numbers", lambda version: (0,))

    assert probe.has_all(PROJECT / "pyproject.toml", needs)
