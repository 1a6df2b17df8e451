"""What is left of a download that was broken off."""

import errno

import pytest

from dreamstream.errors import FetchError
from dreamstream.models.part import Part, writing


@pytest.fixture
def part(tmp_path):
    return Part(tmp_path / "file.part")


def test_bytes_are_added_from_an_offset_on_and_what_was_behind_is_dropped(part):
    assert part.size == 0
    for offset, chunk, expected in ((0, b"abcdef", b"abcdef"), (3, b"X", b"abcX"), (0, b"new", b"new")):
        with part.open(offset) as add:
            add(chunk)
        assert part.path.read_bytes() == expected
        assert part.size == len(expected)


def test_a_note_outlives_the_run_and_a_damaged_one_is_none(part):
    assert part.noted() == {}
    part.note(url="u", validator=None, size_bytes=7)
    assert Part(part.path).noted() == {"url": "u", "validator": None, "size_bytes": 7}
    for damaged in ("{", "[1]"):
        part.path.with_name("file.part.json").write_text(damaged)
        assert part.noted() == {}


@pytest.mark.parametrize("end", [Part.discard, lambda part: part.become(part.path.with_name("file"))])
def test_nothing_is_left_beside_the_result(part, end):
    part.path.touch()
    part.note(url="u")
    end(part)
    assert {path.name for path in part.path.parent.iterdir()} <= {"file"}


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "there is no space left for file; free some"),
        (errno.EACCES, "file can't be written: Permission denied; name a folder"),
    ],
)
def test_what_the_disk_refuses_is_a_sentence(tmp_path, monkeypatch, number, sentence):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FetchError, match=sentence), writing(Part(tmp_path / "file").path.relative_to(tmp_path)):
        raise OSError(number, "Permission denied")
