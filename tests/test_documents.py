"""What the documents tell people to type works."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from dreamstream.atlas import AtlasFinished
from dreamstream.cli import main
from dreamstream.controls.mapping import Control, Controls
from dreamstream.controls.words import WORDS
from dreamstream.distortions.base import REGISTRY, create
from dreamstream.frame import Moment
from dreamstream.preset import preset_names
from dreamstream.recipe import Recipe
from dreamstream.schedule.functions import FUNCTIONS
from dreamstream.schedule.scope import VARIABLES

ROOT = Path(__file__).parents[1]


def blocks(document, language):
    text = (ROOT / document).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


COMMANDS = [
    shlex.split(line, comments=True)[1:]
    for block in blocks("README.md", "sh")
    for line in block.splitlines()
    if re.match(r"(bin/)?dreamstream ", line)
]


SCHEDULED = ["photo.jpg", "-o", "changing.mp4", *shlex.split(blocks("README.md", "text")[0])]


@pytest.mark.parametrize("arguments", [*COMMANDS, SCHEDULED], ids=" ".join)
def test_readmes_commands_are_understood(arguments, tmp_path, monkeypatch):
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    for name in ("photo.jpg", "clip.mp4"):
        (tmp_path / name).symlink_to(ROOT / "tests" / "data" / "seed.jpg")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["dreamstream", *arguments])
    monkeypatch.setattr("dreamstream.api.render", lambda *_, **__: None)
    finished = AtlasFinished(1, 0, 1, (64, 48), stopped=False)
    monkeypatch.setattr("dreamstream.atlas.make_atlas", lambda *_, **__: finished)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0


def test_readme_has_the_two_commands_and_five_recipes():
    assert len([arguments for arguments in COMMANDS if "-o" in arguments and arguments[0] != "atlas"]) == 6
    assert any("bin/check" in block for block in blocks("README.md", "sh"))


def test_readme_tells_of_everything_that_expressions_may_name():
    words = set(re.findall(r"`(\w+)[`(]", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert {*FUNCTIONS, *VARIABLES} - words == {"n"}


def test_readmes_python_runs(tmp_path, monkeypatch):
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    (code,) = blocks("README.md", "python")
    exec(compile(code, "README.md", "exec"), {})
    assert (tmp_path / "three.mp4").stat().st_size > 0


def test_readmes_look_is_a_recipe(tmp_path):
    (toml,) = blocks("README.md", "toml")
    (tmp_path / "look.toml").write_text(toml)
    assert len(Recipe.load(tmp_path / "look.toml").distort) == 2


def test_presets_look_is_a_recipe():
    toml, _ = blocks("presets/README.md", "toml")
    assert [each.type for each in Recipe.parse(tomllib.loads(toml)).distort] == ["alternate"]


def test_presets_controls_are_some_and_all_that_they_can_do_is_told():
    _, toml = blocks("presets/README.md", "toml")
    assert [each.wish for each in Controls.parse(tomllib.loads(toml), "").control] == [
        "strength",
        "hold",
        "preset",
        "layer",
    ]
    told = (ROOT / "presets" / "README.md").read_text(encoding="utf-8").partition("\n## Controls\n")[2]
    first_cells = [line.split("|")[1] for line in told.splitlines() if line.startswith("| `")]
    assert re.findall(r"`([a-z-]+)`", "".join(first_cells)) == [*Control.model_fields, *WORDS]


def test_the_distortion_in_ten_lines_works(monkeypatch):
    monkeypatch.setattr(REGISTRY, "_items", dict(REGISTRY._items))
    code, *_ = blocks("CONTRIBUTING.md", "python")
    exec(compile(code, "CONTRIBUTING.md", "exec"), {"__name__": "mirror"})
    picture = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    assert np.array_equal(create({"type": "mirror"})(picture, Moment(0)), picture[:, ::-1])


def test_the_package_that_adds_to_all_four_works(install, tmp_path):
    modules = {re.match(r"# (\S+)", code)[1]: code for code in blocks("CONTRIBUTING.md", "python")}
    (project,) = (tomllib.loads(block)["project"]["entry-points"] for block in blocks("CONTRIBUTING.md", "toml"))
    points = [f"[{group}]\n{name} = {place}\n" for group, entry in project.items() for name, place in entry.items()]
    files = {name: code for name, code in modules.items() if name.startswith("mypackage/")}
    folder = install(files, "".join(points))
    (command,) = (shlex.split(block)[1:] for block in blocks("CONTRIBUTING.md", "sh"))
    quickly = ("--size=64x48", "--frames=3", "--octaves=1", "--iterations=1", "--device=cpu")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "dreamstream", *command, *quickly],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, ""), ended.stderr
    first, second, third = map(float, (tmp_path / "sky.levels").read_text().split())
    assert first < 20
    assert abs(second - 255 + first) < 20
    assert abs(third - first) < 40


def test_every_preset_is_told_of():
    told = (ROOT / "presets" / "README.md").read_text(encoding="utf-8")
    assert [name for name in preset_names() if f"| `{name}` |" not in told] == []
