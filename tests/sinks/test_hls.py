"""HLS: a playlist that can be followed while it grows."""

import re
from pathlib import Path

import av
import pytest

from dreamstream.errors import OutputExistsError, SinkError
from dreamstream.sinks import open_sink

FULL = Path("/dev/full")


def segments(playlist):
    return [line for line in playlist.read_text().splitlines() if not line.startswith("#")]


def test_the_playlist_grows_and_ends(tmp_path, make_info, make_frames, read_back):
    info, path = make_info(), tmp_path / "out.m3u8"
    sink = open_sink(path)
    sink.open(info)
    frames = make_frames(info, 130)
    for frame in frames[:110]:
        sink.write(frame)
    assert segments(path) == ["out_00000.ts", "out_00001.ts"]
    assert "#EXT-X-ENDLIST" not in path.read_text()
    assert [len(read_back(tmp_path / each)) for each in segments(path)] == [50, 50]
    for frame in frames[110:]:
        sink.write(frame)
    sink.finish()
    assert path.read_text().rstrip().endswith("#EXT-X-ENDLIST")
    assert [time for time, _ in read_back(path)] == [frame.pts_seconds for frame in frames]
    assert sorted(each.name for each in tmp_path.iterdir()) == [path.name, *segments(path)]


def test_an_abandoned_one_ends_too(tmp_path, make_info, make_frames, read_back):
    sink = open_sink(tmp_path / "out.m3u8")
    sink.open(make_info())
    for frame in make_frames(make_info(), 20):
        sink.write(frame)
    assert sink.abandon() == tmp_path / "out.m3u8"
    assert len(read_back(tmp_path / "out.m3u8")) == 20


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    ("file", "becomes", "reason", "left"),
    [
        ("out.m3u8", FULL, "No space left on device", ["out.m3u8", "out_00000.ts", "out_00001.ts"]),
        ("out_00001.ts", FULL, "No space left on device", ["out.m3u8", "out_00000.ts"]),
        ("out_00001.ts", Path("missing/file"), "No such file or directory", ["out.m3u8", "out_00000.ts"]),
    ],
)
def test_what_can_not_be_written_leaves_the_playlist_before_which_ends(
    tmp_path, make_info, make_frames, read_back, *, file, becomes, reason, left, capfd
):
    path = tmp_path / "out.m3u8"
    sink = open_sink(path)
    sink.open(make_info())
    frames = make_frames(make_info(), 130)
    for frame in frames[:54]:
        sink.write(frame)
    # What the muxer writes next, before it gets its name.
    under_way = tmp_path / f"{file}.tmp"
    under_way.unlink(missing_ok=True)
    under_way.symlink_to(becomes)
    with pytest.raises(SinkError, match=f"can't be written: {reason}"):
        for frame in frames[54:]:
            sink.write(frame)
    assert sink.abandon() == path
    assert sorted(each.name for each in tmp_path.iterdir() if not each.is_symlink()) == left
    assert segments(path) == ["out_00000.ts"]
    assert path.read_text().endswith("\n#EXT-X-ENDLIST\n")
    assert len(read_back(path)) == 50
    assert capfd.readouterr() == ("", "")


def test_names_may_hold_what_means_something_elsewhere(tmp_path, write_film, make_info, make_frames, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_film("50%d at 12:30.m3u8", make_info(), make_frames(make_info(), 3))
    assert (tmp_path / "50_d at 12:30_00000.ts").exists()


@pytest.mark.parametrize("name", ["out.m3u8", "out_00003.ts"])
def test_what_exists_is_not_replaced_unasked(tmp_path, name):
    (tmp_path / name).touch()
    with pytest.raises(OutputExistsError, match=re.escape(name)):
        open_sink(tmp_path / "out.m3u8")
    open_sink(tmp_path / "out.m3u8", overwrite=True)


def test_a_folder_that_is_missing_is_refused(tmp_path):
    with pytest.raises(SinkError, match="there is no folder"):
        open_sink(tmp_path / "missing" / "out.m3u8")


def test_a_folder_whose_name_the_muxer_would_count_in_is_refused(tmp_path):
    (tmp_path / "50%d").mkdir()
    with pytest.raises(SinkError, match="to its muxer %d is a number, also in a folder's name"):
        open_sink(tmp_path / "50%d" / "out.m3u8")


def test_a_second_run_is_refused(tmp_path, make_info, make_frames):
    first, second = open_sink(tmp_path / "out.m3u8"), open_sink(tmp_path / "out.m3u8")
    first.open(make_info())
    with pytest.raises(SinkError, match="being written by another run"):
        second.open(make_info())
    assert second.abandon() is None
    first.write(make_frames(make_info(), 1)[0])
    first.finish()
    with av.open(tmp_path / "out.m3u8") as film:
        assert len(list(film.decode(video=0))) == 1


def test_without_a_frame_there_is_none(tmp_path, make_info):
    sink = open_sink(tmp_path / "out.m3u8")
    sink.open(make_info())
    with pytest.raises(SinkError, match="not a single frame"):
        sink.finish()
    assert list(tmp_path.iterdir()) == []
