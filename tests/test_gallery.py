"""The gallery shows every look, and says how each picture was made."""

import importlib.util
import re
import shlex
import sys
from pathlib import Path

import pytest

from dreamstream.cli import main

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "presets" / "gallery"
MOST_BYTES = 3_000_000

_SPEC = importlib.util.spec_from_file_location("gallery", ROOT / "bin" / "_gallery.py")
gallery = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(gallery)

PICTURES = gallery.everything()


def test_every_picture_is_there_and_no_other():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"presets/gallery/([\w.-]+)", readme)) - {"README.md"}
    assert {path.name for path in GALLERY.iterdir()} - {"README.md"} == shown | {each.file for each in PICTURES}


def test_all_of_it_is_small():
    assert sum(path.stat().st_size for path in GALLERY.iterdir()) <= MOST_BYTES


def test_the_pages_are_what_the_script_writes():
    assert (GALLERY / "README.md").read_text(encoding="utf-8") == gallery.page()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert gallery.with_films(readme) == readme


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.file)
def test_a_pictures_command_is_understood(picture, tmp_path, monkeypatch):
    rendered = []
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", shlex.split(picture.command))
    monkeypatch.setattr("dreamstream.api.render", lambda recipe, *_, **__: rendered.append(recipe))
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert rendered
