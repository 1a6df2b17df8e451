"""The temporary name: what is refused before any work."""

import os

import pytest

from dreamstream.errors import OutputExistsError, SinkError
from dreamstream.sinks.part_file import PartFile


def test_the_part_lies_beside_the_output(tmp_path):
    assert PartFile(tmp_path / "a.b.mp4", overwrite=False).path == tmp_path / "a.b.part.mp4"


def test_an_existing_output_is_refused_by_name_and_with_the_way_out(tmp_path):
    (tmp_path / "out.mp4").touch()
    with pytest.raises(OutputExistsError) as caught:
        PartFile(tmp_path / "out.mp4", overwrite=False)
    assert str(caught.value) == f"{tmp_path / 'out.mp4'} exists; use --overwrite (-y) to replace it"
    PartFile(tmp_path / "out.mp4", overwrite=True)


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(SinkError, match=r"no folder .*missing to write out\.mp4 into"):
        PartFile(tmp_path / "missing" / "out.mp4", overwrite=True)


def test_a_folder_as_output_is_refused(tmp_path):
    (tmp_path / "out.mp4").mkdir()
    with pytest.raises(SinkError, match=r"out\.mp4 is a folder"):
        PartFile(tmp_path / "out.mp4", overwrite=True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
@pytest.mark.parametrize("is_link", [False, True])
def test_what_is_no_file_is_refused_and_stays_what_it_is(is_link, tmp_path):
    pipe = tmp_path / "pipe.mp4"
    os.mkfifo(pipe)
    final = tmp_path / "out.mp4" if is_link else pipe
    if is_link:
        final.symlink_to(pipe)
    with pytest.raises(SinkError, match=r"is a device or a pipe, not a file; write -o -"):
        PartFile(final, overwrite=True)
    assert pipe.is_fifo()


def test_a_folder_without_permission_is_refused(tmp_path, monkeypatch):
    # Asked of the system rather than tried: for root every folder is writable.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SinkError, match="may not be written to"):
        PartFile(tmp_path / "out.mp4", overwrite=True)


def test_one_claim_at_a_time_and_the_next_one_starts_empty(tmp_path):
    first, second = (PartFile(tmp_path / "out.mp4", overwrite=True) for _ in range(2))
    first.claim().write(b"abc")
    with pytest.raises(SinkError, match="another run"):
        second.claim()
    assert first.keep() == first.path
    assert first.path.read_bytes() == b"abc"
    second.claim()
    assert second.path.read_bytes() == b""
    second.discard()
    assert list(tmp_path.iterdir()) == []


def test_what_an_earlier_run_left_is_set_aside_unless_it_is_still_at_work(tmp_path):
    first, second = (PartFile(tmp_path / "out.mp4", overwrite=True) for _ in range(2))
    first.claim().write(b"abc")
    with pytest.raises(SinkError, match="another run"):
        second.set_aside(tmp_path / "kept.mp4")
    first.keep()
    second.set_aside(tmp_path / "kept.mp4")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("kept.mp4", b"abc")]
    with pytest.raises(SinkError, match=r"out\.part\.mp4 is not there any more"):
        second.set_aside(tmp_path / "kept.mp4")


def test_a_failed_claim_says_why(tmp_path):
    (tmp_path / "out.part.mp4").mkdir()
    with pytest.raises(SinkError, match=r"out\.part\.mp4 can't be created: Is a directory"):
        PartFile(tmp_path / "out.mp4", overwrite=True).claim()
