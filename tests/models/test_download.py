"""One file from one URL, whatever happens on the way."""

import pytest

from dreamstream.models.download import MirrorError, download
from dreamstream.models.part import Part

CONTENT = bytes(range(256)) * 1000


@pytest.fixture
def part(tmp_path):
    return Part(tmp_path / "file.part")


@pytest.fixture
def get(server, part, monkeypatch):
    """Download CONTENT, and return how many bytes were there after each step of 500."""
    # Of what has come only whole steps are kept when a connection is cut.
    monkeypatch.setattr("dreamstream.models.download._CHUNK_BYTES", 500)
    server.files["file"] = CONTENT

    def get(*, is_checked=False):
        counts = []
        download(server.url("file"), part, is_checked=is_checked, on_bytes=lambda *count: counts.append(count))
        return counts

    return get


@pytest.fixture
def cut_off(server, part, get):
    """Let a first run end after 1000 bytes."""
    server.cuts, server.files["file"] = [1000, 0], CONTENT
    with pytest.raises(MirrorError, match="the connection broke off"):
        get()
    assert part.path.read_bytes() == CONTENT[:1000]
    server.asked.clear()


def test_the_bytes_are_counted_as_they_come(part, get):
    counts = get()
    assert part.path.read_bytes() == CONTENT
    assert counts == sorted(counts)
    assert counts[-1] == (len(CONTENT), len(CONTENT))


def test_a_connection_that_is_cut_is_taken_up_where_it_broke(server, part, get):
    server.cuts = [1000, 500]
    get()
    assert part.path.read_bytes() == CONTENT
    assert server.asked == [("file", None), ("file", "bytes=1000-"), ("file", "bytes=1500-")]


def test_a_later_run_goes_on_from_there(server, part, get, cut_off):
    counts = get()
    assert part.path.read_bytes() == CONTENT
    assert server.asked == [("file", "bytes=1000-")]
    assert counts[0] == (1500, len(CONTENT))


def test_a_server_that_knows_no_ranges_gives_it_from_the_start(server, part, get, cut_off):
    server.knows_ranges = False
    get()
    assert part.path.read_bytes() == CONTENT


def test_a_file_that_has_changed_since_is_taken_from_the_start(server, part, get, cut_off):
    server.headers["ETag"], server.files["file"] = '"2"', CONTENT[::-1]
    get()
    assert part.path.read_bytes() == CONTENT[::-1]


def test_a_beginning_of_unknown_origin_is_kept_only_where_a_checksum_will_tell(server, part, get):
    for is_checked, wanted in ((False, None), (True, "bytes=1000-")):
        part.discard()
        part.path.write_bytes(CONTENT[:1000])
        get(is_checked=is_checked)
        assert part.path.read_bytes() == CONTENT
        assert server.asked.pop() == ("file", wanted)


def test_another_files_rest_is_not_joined_on(server, part, get, cut_off):
    server.files["file"] = CONTENT * 2
    get()
    assert part.path.read_bytes() == CONTENT * 2
    assert server.asked == [("file", "bytes=1000-"), ("file", None)]


def test_more_than_the_whole_is_dropped(server, part, get):
    part.path.write_bytes(CONTENT + b"more")
    get(is_checked=True)
    assert part.path.read_bytes() == CONTENT


def test_a_tar_that_is_called_an_encoding_stays_packed(server, part, get):
    server.headers["Content-Encoding"] = "x-gzip"
    get()
    assert part.path.read_bytes() == CONTENT


def test_a_server_that_breaks_off_again_and_again_is_left(server, part, get):
    server.cuts = [500] * 9
    with pytest.raises(MirrorError, match="the connection broke off"):
        get()
    assert len(server.asked) == 5
    assert part.size == 2500


@pytest.mark.parametrize(
    ("url", "reason"), [("{}/none", "404 Not Found"), ("http://127.0.0.1:9/file", "no connection")]
)
def test_why_a_url_gives_nothing_is_said(server, part, url, reason):
    with pytest.raises(MirrorError, match=reason):
        download(url.format(server.url("")), part, is_checked=False, on_bytes=lambda *_: None)
