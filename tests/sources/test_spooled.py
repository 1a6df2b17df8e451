"""Which MP4 films have to be kept before they can be read, and how much of them."""

import io
import struct

import pytest

from dreamstream.errors import SourceError
from dreamstream.sources import spooled as spooled_module
from dreamstream.sources.piped import Pipe
from dreamstream.sources.spooled import has_index_last, spooled


def boxes(*kinds: str) -> bytes:
    return b"".join(struct.pack(">I4s", 12, kind.encode()) + b"...." for kind in kinds)


@pytest.mark.parametrize(
    ("content", "is_last"),
    [
        (boxes("ftyp", "mdat", "moov"), True),
        (boxes("ftyp", "free", "mdat", "moov"), True),
        (boxes("wide", "mdat", "moov"), True),
        (boxes("ftyp", "moov", "mdat"), False),
        (boxes("ftyp", "free", "moov", "moof", "mdat"), False),
        (boxes("ftyp", "free"), False),
        (struct.pack(">I4s", 2**31, b"ftyp"), False),
        (b"YUV4MPEG2 W64 H48", False),
    ],
)
def test_the_boxes_tell_and_are_still_there(content: bytes, is_last: bool):
    pipe = Pipe(io.BytesIO(content))
    assert has_index_last(pipe) == is_last
    assert b"".join(iter(lambda: pipe.read(7), b"")) == content


def test_all_of_it_is_kept():
    with spooled(Pipe(io.BytesIO(bytes(range(256)) * 9000)), "it") as file:
        assert file.read() == bytes(range(256)) * 9000


def test_there_is_an_end_to_what_is_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spooled_module, "MOST_SPOOLED_BYTES", 100)
    with pytest.raises(SourceError, match=r"it is an MP4 whose index comes last, longer than 0 GiB; give the file's"):
        spooled(Pipe(io.BytesIO(bytes(101))), "it")


def test_a_disk_without_room_is_told(monkeypatch: pytest.MonkeyPatch):
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dreamstream.sources.spooled.tempfile.TemporaryFile", full)
    with pytest.raises(SourceError, match=r"it can't be kept in .*: No space left on device"):
        spooled(Pipe(io.BytesIO(b"")), "it")
