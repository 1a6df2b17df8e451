"""Every film on a disk that fills up, in a process of its own whose files may only grow so large."""

import subprocess
import sys

import pytest

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
    assert not (tmp_path / "out.part.m3u8").exists()


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
