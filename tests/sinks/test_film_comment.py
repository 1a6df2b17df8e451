"""Every output carries its recipe as it has become by its end, and plays as without that."""

import errno
import os
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest

from dreamstream.comments import comments_of, longest_bytes, without_comment
from dreamstream.frame import Frame
from dreamstream.sinks import SinkOptions, film_comment, open_sink
from dreamstream.sinks.address import AddressPlace
from dreamstream.sinks.film_at import film_at
from dreamstream.sinks.formats import find_format

RECIPE = "# drøm\n[origin]\n"
GROWN = RECIPE + "".join(f"[[act]]\nframe = {frame}\ncentre = [0.1234, 0.5678]\n" for frame in range(2000))
FILMS = ["mp4", "m4v", "mov", "mkv", "webm", "nut", "flv", "gif", "apng", "webp"]
PICTURES = ["png", "jpg", "webp", "tif"]


def room_in(suffix):
    """Return what of GROWN there is room for: in all but two formats all of it."""
    return GROWN[: longest_bytes({"mov": "mov", "jpg": ".jpg"}.get(suffix, suffix)) - 1]


@pytest.fixture
def frames():
    """Return so many pictures of the same noise, the first of them not at 0."""

    def frames(count):
        noise = np.random.default_rng(0).integers(0, 256, (count, 48, 64, 3), np.uint8)
        return [Frame(pixels, index, Fraction(index + 3, 25)) for index, pixels in enumerate(noise)]

    return frames


@pytest.fixture
def told(make_info):
    """Return a stream whose recipe becomes this text by its first frame."""

    def told(text=GROWN, **facts):
        return replace(make_info(height=48, recipe=RECIPE), recipe_so_far=text and (lambda: text), **facts)

    return told


@pytest.fixture
def put(tmp_path, write_film, frames, told):
    """Write so many frames of such a stream into an output, and return its path."""

    def put(name, text=GROWN, count=3, **options):
        path = tmp_path / name
        write_film(name if name == "-" else path, told(text, metadata={"title": "x"}), frames(count), **options)
        return path

    return put


def facts(path):
    with av.open(path) as film:
        packets = [(each.pts, each.dts, bytes(each)) for each in film.demux(video=0)]
        return without_comment(film.metadata), film.duration, packets


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.parametrize("suffix", FILMS)
def test_a_film_tells_in_the_end_what_was_done_and_is_the_same_film(put, read_back, suffix, count):
    text = room_in(suffix)
    plain, out = put(f"plain.{suffix}", None, count), put(f"out.{suffix}", text, count)
    assert comments_of(out) == [text]
    if suffix in ("gif", "apng", "webp"):
        for expected, found in zip(read_back(plain), read_back(out), strict=True):
            assert found[0] == expected[0]
            np.testing.assert_array_equal(found[1], expected[1])
    else:
        assert facts(out) == facts(plain)
    assert sorted(out.parent.iterdir()) == [out, plain]


@pytest.mark.parametrize("suffix", PICTURES)
def test_numbered_pictures_tell_what_was_done_by_then(tmp_path, write_film, make_info, frames, suffix):
    done = iter([RECIPE + "# one\n", RECIPE + "# two\n"])
    info = replace(make_info(height=48, recipe=RECIPE), recipe_so_far=lambda: next(done))
    write_film(tmp_path / f"%d.{suffix}", info, frames(2))
    assert comments_of(tmp_path / f"1.{suffix}") == [RECIPE + "# one\n"]
    assert comments_of(tmp_path / f"2.{suffix}") == [RECIPE + "# two\n"]


def test_a_picture_alone_tells_all(put):
    assert comments_of(put("out.png")) == [GROWN]


@pytest.mark.parametrize("name", ["out.mov", "%d.jpg"])
def test_what_has_no_room_for_it_keeps_the_beginning_and_says_so_once(put, caplog, name):
    path = put(name)
    assert comments_of(path.with_name(name.replace("%d", "3"))) == [RECIPE]
    sentence = f"{path} has no room for what was done while it ran: {len(GROWN.encode())} bytes"
    assert [record.message for record in caplog.records] == [sentence]


def test_a_recipe_that_is_too_long_from_the_beginning_is_left_out(tmp_path, write_film, make_info, frames, caplog):
    write_film(tmp_path / "out.mov", make_info(height=48, recipe=GROWN), frames(3))
    assert comments_of(tmp_path / "out.mov") == []
    assert "has no room for its recipe; keep it yourself: " in caplog.text


@pytest.mark.parametrize("direction", ["reverse", "boomerang"])
def test_a_film_that_is_turned_tells_it_too(put, direction):
    path = put("out.mp4", **{direction: True})
    assert comments_of(path) == [GROWN]
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("suffix", ["ts", "y4m"])
def test_what_carries_no_recipe_is_not_written_twice(put, monkeypatch, caplog, suffix):
    monkeypatch.setattr(film_comment, "write_joined", None)
    assert comments_of(put(f"out.{suffix}")) == []
    assert not caplog.text


@pytest.mark.parametrize("suffix", ["mkv", "gif"])
def test_where_nothing_was_done_nothing_is_written_twice(put, monkeypatch, suffix):
    monkeypatch.setattr(film_comment, "write_joined", None)
    monkeypatch.setattr(film_comment.CommentedFile, "rewrite", None)
    assert comments_of(put(f"out.{suffix}", RECIPE)) == [RECIPE]


@pytest.mark.parametrize("container", ["nut", "gif"])
def test_a_pipe_can_not_be_told_at_its_end_and_one_sentence_says_so(piped, put, tmp_path, caplog, container):
    put("-", format=container)
    (tmp_path / "out").write_bytes(os.read(piped, 1 << 16))
    assert comments_of(tmp_path / "out") == [RECIPE]
    sentence = "stdout goes without what was done while it ran: only a file can be told at its end"
    assert [record.message for record in caplog.records] == [sentence]


def test_whoever_watches_an_address_is_told_nothing(told, frames, monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(AddressPlace, "claim", lambda _: str(tmp_path / "sent"))
    monkeypatch.setattr(AddressPlace, "has_reader", False)
    sink = film_at(AddressPlace("tcp://127.0.0.1:1"), find_format("matroska"), SinkOptions())
    sink.open(told())
    for frame in frames(3):
        sink.write(frame)
    sink.finish()
    assert comments_of(tmp_path / "sent") == []
    assert not caplog.text


def test_a_copy_that_fails_leaves_the_film_as_it_was(put, monkeypatch, caplog):
    def fill_the_disk(_cuts, target, *_):
        target.write_bytes(b"half a film")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(film_comment, "write_joined", fill_the_disk)
    path = put("out.mkv", count=12)
    assert list(path.parent.iterdir()) == [path]
    assert comments_of(path) == [RECIPE]
    assert len(facts(path)[2]) == 12 + 1
    sentence = f"{path} goes without what was done while it ran, which can't be put in: No space left on device"
    assert [record.message for record in caplog.records] == [sentence]


def test_a_film_that_is_broken_off_tells_how_it_began(tmp_path, told, frames):
    sink = open_sink(tmp_path / "out.mkv")
    sink.open(told())
    for frame in frames(12):
        sink.write(frame)
    assert comments_of(sink.abandon()) == [RECIPE]
