"""What is left of films that something happens to: a full disk, an encoder that fails, a folder that is removed.

A disk is filled up in a process of its own whose files may only grow so large.
"""

import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from dreamstream.errors import SinkError
from dreamstream.sinks import open_sink

FULL_DISK = """
import resource, sys
from fractions import Fraction
import numpy as np
from dreamstream.errors import SinkError
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks import open_sink, SinkOptions

sink = open_sink(sys.argv[1], options=SinkOptions(reverse=sys.argv[3] == "reverse", speed="ultrafast"))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
random = np.random.default_rng(0)
sink.open(StreamInfo(64, 48, Fraction(24), Fraction(1, 24)))
try:
    for index in range(60):
        sink.write(Frame(random.integers(0, 256, (48, 64, 3), np.uint8), index, Fraction(index, 24)))
    if sys.argv[3] != "unfinished":
        sink.finish()
except SinkError as error:
    print(error)
print(sink.abandon())
"""


def run_until_full(output, limit_bytes, direction="forward"):
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, output, str(limit_bytes), direction],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""  # FFmpeg and x264 keep quiet
    return run.stdout.splitlines()


SUFFIXES = [".mp4", ".mov", ".mkv", ".webm", ".ts", ".flv", ".nut", ".y4m", ".gif", ".apng", ".webp"]


@pytest.mark.parametrize(
    ("suffix", "limit_bytes"), [*((each, 100_003) for each in SUFFIXES), (".mp4", 40_001), (".gif", 40_001)]
)
def test_a_full_disk_is_one_sentence_and_leaves_whole_frames(tmp_path, read_back, suffix, limit_bytes):
    sentence, rest = run_until_full(tmp_path / f"out{suffix}", limit_bytes)
    part = tmp_path / f"out.part{suffix}"
    assert sentence == f"{part} can't be written: File too large"
    assert rest == str(part)
    assert list(tmp_path.iterdir()) == [part]
    film = read_back(part)
    assert len(film) >= 3
    assert part.stat().st_size <= limit_bytes


@pytest.mark.parametrize("limit_bytes", [5_000, 60_000])
def test_a_full_disk_leaves_whole_segments_and_the_playlist_of_them(tmp_path, read_back, limit_bytes):
    sentence, rest = run_until_full(tmp_path / "out.m3u8", limit_bytes)
    assert sentence == f"{tmp_path / 'out.m3u8'} can't be written: File too large"
    playlist = tmp_path / "out.m3u8"
    assert rest == str(playlist if playlist.exists() else None)
    listed = [] if rest == "None" else [line for line in playlist.read_text().splitlines() if line[0] != "#"]
    assert all(len(read_back(tmp_path / each)) for each in listed)
    assert sorted(each.name for each in tmp_path.iterdir() if each != playlist) == listed


def test_pictures_on_a_full_disk_are_whole(tmp_path):
    sentence, rest = run_until_full(tmp_path / "%d.png", 5000)
    assert sentence == f"{tmp_path / '1.png'} can't be written: File too large"
    assert (rest, list(tmp_path.iterdir())) == ("None", [])


def test_a_disk_that_fills_while_the_closing_tables_are_written_loses_no_more_than_one_frame(tmp_path, read_back):
    part = tmp_path / "out.part.mp4"
    run_until_full(tmp_path / "out.mp4", 10**9, "unfinished")
    assert len(read_back(part)) == 60
    sentence, rest = run_until_full(tmp_path / "out.mp4", part.stat().st_size - 100)
    assert sentence == f"{part} can't be written: File too large"
    assert rest == str(part)
    assert len(read_back(part)) >= 59


def test_reversing_on_a_full_disk_keeps_the_forward_film(tmp_path, read_back):
    _, rest = run_until_full(tmp_path / "out.mp4", 100_000, "reverse")
    assert rest == str(tmp_path / "out.forward.part.mp4")
    assert len(read_back(tmp_path / "out.forward.part.mp4")) >= 3


# A time that VP9's encoder refuses, and one that fits no Matroska.
@pytest.mark.parametrize(("name", "reason"), [("out.webm", "Invalid data found"), ("out.mkv", "Invalid argument")])
def test_an_encoder_or_container_that_fails_leaves_every_frame_before(
    tmp_path, read_back, make_info, make_frames, name, reason
):
    sink = open_sink(tmp_path / name)
    sink.open(make_info())
    frames = make_frames(make_info(), 60)
    with pytest.raises(SinkError, match=rf"out\.part\.{name[4:]} can't be written: {reason}"):
        for frame in frames:
            sink.write(frame if frame.index < 40 else replace(frame, pts_seconds=frame.pts_seconds + 2**57))
    assert sink.abandon() == tmp_path / name.replace(".", ".part.")
    assert [seconds for seconds, _ in read_back(sink.abandon())] == [frame.pts_seconds for frame in frames[:40]]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no file that is open")
@pytest.mark.parametrize("is_moved", [False, True])
def test_a_folder_that_is_removed_or_moved_ends_the_film_at_once(tmp_path, make_info, make_frames, is_moved):
    folder = tmp_path / "here"
    folder.mkdir()
    sink = open_sink(folder / "out.mkv")
    sink.open(make_info())
    frames = make_frames(make_info(), 60)
    for frame in frames[:30]:
        sink.write(frame)
    if is_moved:
        folder.rename(tmp_path / "there")
    else:
        shutil.rmtree(folder)
    with pytest.raises(SinkError, match=r"out\.part\.mkv was deleted or moved while it was being written"):
        for frame in frames[30:]:
            sink.write(frame)
    assert sink.abandon() is None


@pytest.mark.parametrize("name", ["%d.png", "out.png"])
def test_pictures_of_a_removed_folder_are_not_said_to_be_left(tmp_path, make_info, make_frames, name):
    folder = tmp_path / "here"
    folder.mkdir()
    sink = open_sink(folder / name)
    sink.open(make_info())
    first, second = make_frames(make_info(), 2)
    sink.write(first)
    shutil.rmtree(folder)
    with pytest.raises(SinkError, match="there is no folder"):
        sink.write(second)
        sink.finish()
    assert sink.abandon() is None
