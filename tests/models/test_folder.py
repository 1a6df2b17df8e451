from pathlib import Path

import platformdirs

from dreamstream.models import models_folder


def test_the_folder_is_the_named_one_else_among_the_users_data(monkeypatch):
    monkeypatch.setenv("DREAMSTREAM_MODELS", "~/somewhere")
    assert models_folder() == Path.home() / "somewhere"
    for unset in (
        lambda: monkeypatch.setenv("DREAMSTREAM_MODELS", ""),
        lambda: monkeypatch.delenv("DREAMSTREAM_MODELS"),
    ):
        unset()
        assert models_folder() == platformdirs.user_data_path("dreamstream", appauthor=False) / "models"
