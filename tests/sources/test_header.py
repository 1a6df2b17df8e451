"""A picture that is too large for memory is refused before it is decoded."""

import struct

import pytest

from dreamstream.errors import SourceError
from dreamstream.sources import header
from dreamstream.sources.header import check_memory


def png(width, height, depth, colour):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBB", 13, b"IHDR", width, height, depth, colour) + bytes(7)


@pytest.mark.parametrize(
    ("content", "gigabytes"),
    [(png(30000, 30000, 8, 2), 5.4), (png(30000, 10000, 16, 6), 4.8), (png(40000, 40000, 1, 0), 3.2)],
)
def test_what_takes_more_memory_than_there_is_free_is_refused(content, gigabytes, monkeypatch):
    monkeypatch.setattr(header, "free_bytes", lambda: round(gigabytes * 1e9) - 1)
    with pytest.raises(SourceError, match=rf"a\.png declares \d+x\d+ pixels: .* {gigabytes} GB of memory, and"):
        check_memory(content, "a.png")
    monkeypatch.setattr(header, "free_bytes", lambda: round(gigabytes * 1e9))
    check_memory(content, "a.png")


@pytest.mark.parametrize("content", [png(4000, 4000, 8, 2), png(30000, 30000, 8, 2)[:20], b"no picture"])
def test_nothing_else_is(content, monkeypatch):
    monkeypatch.setattr(header, "free_bytes", lambda: 0)
    check_memory(content, "a.png")


def test_a_system_that_does_not_say_is_tried(monkeypatch):
    monkeypatch.setattr(header, "free_bytes", lambda: None)
    check_memory(png(30000, 30000, 8, 2), "a.png")
