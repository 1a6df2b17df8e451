import os
from pathlib import Path

import pytest

from dreamstream.errors import SourceError
from dreamstream.sources.files import readable_file


def test_a_readable_file_passes(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"x")
    assert readable_file(os.fspath(tmp_path / "a")) == tmp_path / "a"


def test_what_can_not_be_read_is_named(tmp_path: Path):
    (tmp_path / "empty").touch()
    for name, sentence in (
        ("missing.jpg", "no such file: '.*missing.jpg'"),
        ("empty/below", "no such file"),
        ("", "is a directory"),
        ("empty", "'.*empty' is empty"),
        ("nul\0byte", "can't read"),
        ("n" * 300, "can't read"),
    ):
        with pytest.raises(SourceError, match=sentence):
            readable_file(tmp_path / name)


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "secret").write_bytes(b"x")
    # Permission bits alone do not stop a test that runs as root.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(SourceError, match="permission denied"):
        readable_file(tmp_path / "secret")
