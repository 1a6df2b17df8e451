from pathlib import Path

import pytest

from dreamstream.errors import OutputExistsError, SinkError
from dreamstream.training.files import ModelFiles


@pytest.mark.parametrize("name", ["net", "net.prototxt", "net.caffemodel"])
def test_files_are_named_with_or_without_their_ending(name):
    files = ModelFiles.called(Path(name))
    assert (files.prototxt, files.caffemodel, files.card, files.workshop) == tuple(
        Path(f"net.{ending}") for ending in ("prototxt", "caffemodel", "toml", "training")
    )


def test_in_a_folder_they_bear_its_name(tmp_path):
    (tmp_path / "shells.v2").mkdir()
    assert ModelFiles.called(tmp_path / "shells.v2").prototxt == tmp_path / "shells.v2" / "shells.v2.prototxt"


def test_files_that_may_not_be_written_are_found_before_any_work(tmp_path):
    files = ModelFiles.called(tmp_path / "colours")
    files.check(overwrite=False)
    files.card.touch()
    with pytest.raises(OutputExistsError, match=r"colours\.toml exists; use --overwrite"):
        files.check(overwrite=False)
    files.check(overwrite=True)
    with pytest.raises(SinkError, match="there is no folder"):
        ModelFiles.called(tmp_path / "nowhere" / "net").check(overwrite=True)
