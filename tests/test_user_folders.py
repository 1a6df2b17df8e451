import os
from pathlib import Path

import platformdirs
import pytest

from dreamstream.user_folders import user_folder


@pytest.fixture
def config_at(monkeypatch):
    """Let the system name this folder as the user's configuration, or raise this."""

    def config_at(place):
        def find(*_, **__):
            if isinstance(place, Exception):
                raise place
            return place

        monkeypatch.setattr(platformdirs, "user_config_path", find)

    return config_at


def test_a_folder_is_the_one_that_the_system_names_whether_it_is_there_or_not(tmp_path, config_at):
    for folder in (tmp_path, tmp_path / "missing"):
        config_at(folder)
        assert user_folder("config") == folder


def test_without_a_home_there_is_nothing_and_nothing_can_be_made(config_at):
    config_at(RuntimeError("could not determine the home directory"))
    folder = user_folder("config")
    assert not (folder / "presets").exists()
    with pytest.raises(OSError, match="dreamstream"):
        folder.mkdir(parents=True)


def test_a_folder_that_may_not_be_looked_into_is_as_if_it_were_not_there(config_at, tmp_path, monkeypatch):
    # Said by the system rather than tried: root may look into every folder.
    def refuse(self, **_):
        raise PermissionError(13, os.strerror(13), str(self))

    config_at(tmp_path / "home")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", refuse)
        folder = user_folder("config")
    assert folder != tmp_path / "home"
    assert list(folder.glob("*.toml")) == []
