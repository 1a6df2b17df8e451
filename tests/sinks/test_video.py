"""MP4 and QuickTime: colours, exact times, sizes, and what is left when it goes wrong."""

import errno
import logging
import subprocess
import sys
from fractions import Fraction

import av
import numpy as np
import pytest

from dreamstream.errors import SinkError
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks import video
from dreamstream.sinks.video import VideoSink

BARS = np.array(
    [[255, 255, 255], [235, 235, 0], [0, 235, 235], [0, 200, 0], [200, 0, 200], [220, 0, 0], [0, 0, 255], [0, 0, 0]],
    np.uint8,
)


def write_film(path, info, frames, **options):
    sink = VideoSink(path, **options)
    sink.open(info)
    for frame in frames:
        sink.write(frame)
    sink.finish()


@pytest.mark.parametrize(
    ("rate", "time_base"),
    [
        (Fraction(24), Fraction(1, 24)),
        (Fraction(30000, 1001), Fraction(1001, 30000)),
        (Fraction(30000, 1001), Fraction(1, 90000)),
        (Fraction(24000, 1001), Fraction(1, 24000)),
        (Fraction(25), Fraction(1, 1000)),
        (Fraction(25, 2), Fraction(2, 25)),
    ],
)
def test_times_rate_and_duration_read_back_exactly(tmp_path, make_info, make_frames, read_back, rate, time_base):
    info = make_info(rate=rate, time_base=time_base)
    frames = make_frames(info, 40)
    write_film(tmp_path / "out.mp4", info, frames)
    assert [time for time, _ in read_back(tmp_path / "out.mp4")] == [frame.pts_seconds for frame in frames]
    with av.open(tmp_path / "out.mp4") as container:
        stream = container.streams.video[0]
        assert stream.duration * stream.time_base == 40 / rate


def test_uneven_times_are_kept(tmp_path, make_info, make_frames, read_back):
    info = make_info(time_base=Fraction(1, 1000))
    ticks = [0, 7, 50, 51, 400, 1000, 1001, 2500]
    write_film(tmp_path / "out.mp4", info, make_frames(info, len(ticks), ticks))
    assert [time * 1000 for time, _ in read_back(tmp_path / "out.mp4")] == ticks


@pytest.mark.parametrize("count", [1, 2, 3, 5, 12, 31])
def test_reordered_frames_of_any_number_are_copied(tmp_path, make_info, read_back, count):
    path = tmp_path / "out.mp4"
    rows, columns = np.mgrid[0:48, 0:64]
    pan = [(np.sin((columns + step) / 9) * np.cos(rows / 7) * 120 + 128).astype(np.uint8) for step in range(count)]
    info = make_info(64, 48)
    frames = [Frame(np.dstack([grey] * 3), index, index / info.rate) for index, grey in enumerate(pan)]
    write_film(path, info, frames)
    with av.open(path) as film:
        packets = [packet for packet in film.demux(video=0) if packet.size]
    assert any(packet.pts != packet.dts for packet in packets) or count < 4
    assert [seconds for seconds, _ in read_back(path)] == [frame.pts_seconds for frame in frames]


def test_colour_bars_survive_and_are_tagged_bt709(tmp_path, read_back):
    info = StreamInfo(8 * 16, 64, Fraction(25), Fraction(1, 25))
    bars = np.repeat(np.repeat(BARS[None], 64, axis=0), 16, axis=1)
    write_film(tmp_path / "out.mp4", info, [Frame(bars, 0, Fraction(0))])
    with av.open(tmp_path / "out.mp4") as container:
        codec = container.streams.video[0].codec_context
        assert (codec.name, codec.pix_fmt) == ("h264", "yuv420p")
        assert (codec.colorspace, codec.color_primaries, codec.color_trc, codec.color_range) == (1, 1, 1, 1)
        decoded = next(container.decode(video=0)).to_ndarray()
    # Computed here from the standard's own formula, so that a wrong matrix can't cancel out in the decoder.
    red, green, blue = (BARS / 255).T
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    expected = np.stack([16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748])
    chroma = decoded[64:].reshape(2, 32, 64)
    measured = np.stack([decoded[32, 8:128:16], chroma[0, 16, 4::8], chroma[1, 16, 4::8]])
    assert np.abs(measured - expected).max() <= 3
    ((_, pixels),) = read_back(tmp_path / "out.mp4")
    assert np.abs(pixels[32, 8::16].astype(int) - BARS).max() <= 6


def test_an_odd_edge_is_repeated_and_said_once(tmp_path, make_info, make_frames, read_back, caplog):
    info = make_info(width=47, height=31)
    with caplog.at_level(logging.WARNING, logger="dreamstream"):
        write_film(tmp_path / "out.mp4", info, make_frames(info, 3))
    assert [record.getMessage() for record in caplog.records] == [
        f"H.264 needs even sizes: {tmp_path / 'out.mp4'} gets 48x32, the last row or column of 47x31 repeated"
    ]
    assert read_back(tmp_path / "out.mp4")[2][1].shape == (32, 48, 3)


def test_the_tables_stand_in_front_and_the_tags_are_kept(tmp_path, make_frames):
    info = StreamInfo(48, 32, Fraction(25), Fraction(1, 25), metadata={"comment": "seed 7; " * 300, "title": "x"})
    write_film(tmp_path / "out.mp4", info, make_frames(info, 3))
    data = (tmp_path / "out.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert b"moof" not in data
    with av.open(tmp_path / "out.mp4") as container:
        assert container.metadata["comment"] == "seed 7; " * 300
        assert container.metadata["title"] == "x"


def test_a_lower_crf_is_a_larger_file(tmp_path):
    info = StreamInfo(64, 64, Fraction(25), Fraction(1, 25))
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    for crf in (10, 40):
        write_film(tmp_path / f"{crf}.mp4", info, [Frame(noise, 0, Fraction(0))], crf=crf)
    assert (tmp_path / "10.mp4").stat().st_size > 2 * (tmp_path / "40.mp4").stat().st_size


def test_when_the_last_copy_fails_the_film_is_whole_in_the_part(
    tmp_path, make_info, make_frames, read_back, monkeypatch
):
    def fill_the_disk(_source, target, _format):
        target.write_bytes(b"half a film")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(video, "_copy_with_tables_first", fill_the_disk)
    info, part = make_info(), tmp_path / "out.part.mp4"
    sink = VideoSink(tmp_path / "out.mp4")
    sink.open(info)
    for frame in make_frames(info, 30):
        sink.write(frame)
    with pytest.raises(SinkError) as caught:
        sink.finish()
    assert sink.abandon() == part
    assert str(caught.value) == (
        f"{tmp_path / 'out.mp4'} can't be made: No space left on device; {part} is whole and plays"
    )
    assert list(tmp_path.iterdir()) == [part]
    assert len(read_back(part)) == 30


KILLED = """
import os, signal, sys
from fractions import Fraction
from pathlib import Path
import numpy as np
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.video import VideoSink

sink = VideoSink(Path(sys.argv[1]))
sink.open(StreamInfo(64, 48, Fraction(24), Fraction(1, 24)))
random = np.random.default_rng(0)
for index in range(96):
    sink.write(Frame(random.integers(0, 256, (48, 64, 3), np.uint8), index, Fraction(index, 24)))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_run_leaves_a_film_that_plays_to_within_a_second(tmp_path, read_back):
    run = subprocess.run(
        [sys.executable, "-c", KILLED, tmp_path / "out.mp4"], capture_output=True, text=True, check=False
    )
    assert run.returncode == -9, run.stderr
    assert run.stderr == ""
    assert [path.name for path in tmp_path.iterdir()] == ["out.part.mp4"]
    film = read_back(tmp_path / "out.part.mp4")
    assert len(film) >= 96 - 24
    assert film[0][0] == 0
