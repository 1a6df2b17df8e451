"""Films of every encoder: colours, times, sizes, what gives way, and what is left when the process is killed."""

import logging
import re
import subprocess
import sys
from fractions import Fraction

import av
import numpy as np
import pytest

from dreamstream.errors import UsageError
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks import SinkOptions, open_sink
from dreamstream.sinks.video import VideoCoder

BARS = np.array(
    [[255, 255, 255], [235, 235, 0], [0, 235, 235], [0, 200, 0], [200, 0, 200], [220, 0, 0], [0, 0, 255], [0, 0, 0]],
    np.uint8,
)


RATES = [
    (Fraction(24), Fraction(1, 24)),
    (Fraction(30000, 1001), Fraction(1001, 30000)),
    (Fraction(30000, 1001), Fraction(1, 90000)),
    (Fraction(24000, 1001), Fraction(1, 24000)),
    (Fraction(25), Fraction(1, 1000)),
    (Fraction(25, 2), Fraction(2, 25)),
]
TICKS = {
    "out.mp4": 0,
    "out.mov": 0,
    "out.nut": 0,
    "out.ts": Fraction(1, 90_000),
    "out.mkv": Fraction(1, 1000),
    "out.webm": Fraction(1, 1000),
    "out.flv": Fraction(1, 1000),
    "out.webp": Fraction(1, 1000),
    "out.apng": Fraction(1, 60_000),
}
"""The unit in which a container counts; 0 where it is the stream's own."""


@pytest.mark.parametrize("name", TICKS)
@pytest.mark.parametrize("times", RATES)
def test_times_are_right_to_half_a_tick_and_do_not_drift(round_trip, make_info, make_frames, name, times):
    info = make_info(rate=times[0], time_base=times[1])
    frames = make_frames(info, 100)
    film = round_trip(name, info, frames, speed="ultrafast")
    assert len(film) == len(frames)
    assert all(2 * abs(time - frame.pts_seconds) <= TICKS[name] for (time, _), frame in zip(film, frames, strict=True))


@pytest.mark.parametrize(("threads", "expected"), [(None, 4), (1, 1), (3, 3), (64, 4)])
def test_the_encoder_keeps_to_the_threads_and_never_holds_many_frames(
    tmp_path, make_info, make_frames, monkeypatch, threads, expected
):
    counts = []
    set_up = VideoCoder._set_up

    def noted(coder, codec):
        set_up(coder, codec)
        counts.append(codec.thread_count)

    monkeypatch.setattr(VideoCoder, "_set_up", noted)
    sink = open_sink(tmp_path / "out.mp4", options=SinkOptions(threads=threads))
    sink.open(make_info())
    sink.abandon()
    assert set(counts) == {expected}


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30000, 1001), Fraction(25, 2)])
@pytest.mark.parametrize("name", ["out.mp4", "out.mov", "out.mkv"])
def test_rate_and_duration_are_told(tmp_path, write_film, make_info, make_frames, name, rate):
    info = make_info(rate=rate)
    write_film(tmp_path / name, info, make_frames(info, 40))
    with av.open(tmp_path / name) as container:
        assert container.streams.video[0].average_rate == rate
        assert abs(Fraction(container.duration, av.time_base) - 40 / rate) <= Fraction(1, 1000)


@pytest.mark.parametrize("name", TICKS)
def test_uneven_times_are_kept(round_trip, make_info, make_frames, name):
    info = make_info(time_base=Fraction(1, 1000))
    ticks = [0, 7, 50, 51, 400, 1000, 1001, 2500]
    assert [time * 1000 for time, _ in round_trip(name, info, make_frames(info, len(ticks), ticks))] == ticks


@pytest.fixture
def bars():
    """A film of eight bars of 16 pixels, and where the middle of each is flat."""
    pixels = np.repeat(np.repeat(BARS[None], 64, axis=0), 16, axis=1)
    return StreamInfo(8 * 16, 64, Fraction(25), Fraction(1, 25)), [Frame(pixels, 0, Fraction(0))]


def yuv_of(colours, matrix):
    """Return Y, Cb and Cr (3, N) in the limited range, by the standard's own formula."""
    red, green, blue = (colours / 255).T
    kr, kb = {709: (0.2126, 0.0722), 601: (0.299, 0.114)}[matrix]
    luma = kr * red + (1 - kr - kb) * green + kb * blue
    return np.stack([16 + 219 * luma, 128 + 112 * (blue - luma) / (1 - kb), 128 + 112 * (red - luma) / (1 - kr)])


# The file, what is asked for, and how many levels the flat middles may be off.
CODED = {
    "H.264": ("out.mp4", {}, 6),
    "H.264 4:4:4, lossless": ("out.mkv", {"pix_fmt": "yuv444p", "crf": 0}, 2),
    "H.264, 10 bits": ("out.mov", {"pix_fmt": "yuv420p10le"}, 6),
    "HEVC": ("out.mp4", {"codec": "hevc"}, 6),
    "HEVC 4:4:4, lossless": ("out.mkv", {"codec": "libx265", "pix_fmt": "yuv444p", "crf": 0}, 2),
    "VP9": ("out.webm", {}, 6),
    "VP9 4:4:4, lossless": ("out.webm", {"pix_fmt": "yuv444p", "crf": 0}, 2),
    "AV1": ("out.webm", {"codec": "av1"}, 6),
    "ProRes": ("out.mov", {"codec": "prores"}, 6),
    "FFV1 4:4:4": ("out.mkv", {"codec": "ffv1", "pix_fmt": "yuv444p"}, 2),
}


@pytest.mark.parametrize("coded", CODED.values(), ids=CODED.keys())
def test_colour_bars_survive_and_are_tagged_bt709(tmp_path, round_trip, bars, coded):
    name, options, most = coded
    ((_, pixels),) = round_trip(name, *bars, **options)
    with av.open(tmp_path / name) as container:
        codec = container.streams.video[0].codec_context
        assert codec.pix_fmt == options.get("pix_fmt", "yuv422p10le" if "prores" in options.values() else "yuv420p")
        assert (codec.colorspace, codec.color_primaries, codec.color_trc, codec.color_range) == (1, 1, 1, 1)
        decoded = next(container.decode(video=0)).reformat(format="yuv444p").to_ndarray()
    # Computed here from the standard's own formula, so that a wrong matrix can't cancel out in the decoder.
    assert np.abs(decoded[:, 32, 8::16] - yuv_of(BARS, 709)).max() <= 3
    assert np.abs(pixels[32, 8::16].astype(int) - BARS).max() <= most


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("out.mkv", {"codec": "ffv1"}),
        ("out.mp4", {"codec": "libx264rgb", "crf": 0}),
        ("out.nut", {"pix_fmt": "rgb24"}),
        ("out.apng", {}),
        ("out.webp", {"crf": 0}),
    ],
)
def test_rgb_without_loss_is_the_same_to_the_bit(round_trip, make_info, name, options):
    info = make_info(66, 34)
    noise = np.random.default_rng(0).integers(0, 256, (3, 34, 66, 3), np.uint8)
    frames = [Frame(pixels, index, Fraction(index, 25)) for index, pixels in enumerate(noise)]
    np.testing.assert_array_equal([pixels for _, pixels in round_trip(name, info, frames, **options)], noise)


@pytest.mark.parametrize(("height", "matrix"), [(64, 601), (720, 709)])
def test_colours_that_nothing_tells_of_are_as_players_assume_them(tmp_path, write_film, height, matrix):
    for name in ("out.nut", "out.y4m"):
        pixels = np.repeat(np.repeat(BARS[None], height, axis=0), 16, axis=1)
        info = StreamInfo(128, height, Fraction(25), Fraction(1, 25))
        write_film(tmp_path / name, info, [Frame(pixels, 0, Fraction(0))], pix_fmt="yuv444p")
        with av.open(tmp_path / name) as container:
            decoded = next(container.decode(video=0)).to_ndarray()
        assert np.abs(decoded[:, 32, 8::16] - yuv_of(BARS, matrix)).max() <= 2


def test_an_odd_edge_is_repeated_and_said_once(tmp_path, write_film, make_info, make_frames, read_back, caplog):
    info = make_info(width=47, height=31)
    with caplog.at_level(logging.WARNING, logger="dreamstream"):
        write_film(tmp_path / "out.mp4", info, make_frames(info, 3))
    assert [record.getMessage() for record in caplog.records] == [
        f"yuv420p needs even sizes: {tmp_path / 'out.mp4'} gets 48x32, the last row or column of 47x31 repeated"
    ]
    assert read_back(tmp_path / "out.mp4")[2][1].shape == (32, 48, 3)


def test_a_lower_crf_is_a_larger_file(tmp_path, write_film):
    info = StreamInfo(64, 64, Fraction(25), Fraction(1, 25))
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    for crf in (10, 40):
        write_film(tmp_path / f"{crf}.mp4", info, [Frame(noise, 0, Fraction(0))], crf=crf)
    assert (tmp_path / "10.mp4").stat().st_size > 2 * (tmp_path / "40.mp4").stat().st_size


def test_an_encoder_that_does_not_open_gives_way_to_the_containers_own(
    tmp_path, write_film, make_info, make_frames, caplog
):
    # The size is one that no hardware takes, where there is any.
    frames = make_frames(make_info(16, 16), 3)
    with caplog.at_level(logging.WARNING, logger="dreamstream"):
        for codec in ("h264_nvenc", "hevc_videotoolbox", "hevc"):
            write_film(tmp_path / f"{codec}.mp4", make_info(16, 16), frames, codec=codec, crf=30)
            with av.open(tmp_path / f"{codec}.mp4") as container:
                assert container.streams.video[0].codec_context.name == "h264"
    sentences = [record.getMessage() for record in caplog.records]
    for codec, sentence in zip(("h264_nvenc", "hevc_videotoolbox", "libx265"), sentences, strict=True):
        assert re.fullmatch(rf"{codec} can't be used \(.+\); .*\.mp4 is encoded by libx264", sentence)


def test_what_an_encoder_has_no_choice_of_is_left_out_and_told(tmp_path, write_film, make_info, make_frames, caplog):
    with caplog.at_level(logging.WARNING, logger="dreamstream"):
        write_film(tmp_path / "a.mkv", make_info(), make_frames(make_info(), 3), codec="ffv1", crf=0)
        write_film(tmp_path / "a.gif", make_info(), make_frames(make_info(), 3), codec="hevc")
    assert [record.getMessage() for record in caplog.records] == [
        f"ffv1 has no scale of quality: the crf is left out for {tmp_path / 'a.mkv'}",
        f"gif has an encoder of its own: 'hevc' is left out for {tmp_path / 'a.gif'}",
    ]


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("a.mp4", {"codec": "h246"}, "unknown codec 'h246'; did you mean .*'h264'"),
        ("a.webm", {"codec": "h264"}, r"webm can't hold h264 \(h264\); it holds vp9, av1"),
        ("a.mp4", {"codec": "ffv1"}, "mp4 can't hold ffv1"),
        ("a.mp4", {"crf": 60}, r"libx264 takes a quality \(--crf\) from 0 \(best\) to 51, not 60"),
        ("a.webm", {"codec": "av1", "crf": 0}, r"libsvtav1 takes a quality \(--crf\) from 1"),
        ("a.webp", {"crf": 101}, r"WebP takes a quality \(--crf\) from 0"),
        ("a.mp4", {"pix_fmt": "yuv420"}, "unknown pixel format of libx264 'yuv420'; did you mean 'yuv420p'"),
        ("a.webm", {"codec": "av1", "pix_fmt": "yuv444p"}, "pixel format of libsvtav1 'yuv444p'; did you mean"),
        ("a.nut", {"pix_fmt": "rbg24"}, "unknown pixel format 'rbg24'; did you mean 'rgb24'"),
        ("a.y4m", {"pix_fmt": "rgb24"}, "unknown pixel format of yuv4mpegpipe 'rgb24'"),
        ("a.mp4", {"codec": "h264_nvenc", "pix_fmt": "cuda"}, "unknown pixel format of h264_nvenc 'cuda'"),
    ],
)
def test_what_makes_no_sense_is_refused_before_any_work(tmp_path, name, options, sentence):
    with pytest.raises(UsageError, match=sentence):
        open_sink(tmp_path / name, options=SinkOptions(**options))
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, signal, sys
from fractions import Fraction
import numpy as np
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks import open_sink

sink = open_sink(sys.argv[1])
sink.open(StreamInfo(64, 48, Fraction(24), Fraction(1, 24)))
random = np.random.default_rng(0)
for index in range(96):
    sink.write(Frame(random.integers(0, 256, (48, 64, 3), np.uint8), index, Fraction(index, 24)))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(
    "name", ["out.mp4", "out.mov", "out.mkv", "out.webm", "out.ts", "out.gif", "out.apng", "out.webp", "out.nut"]
)
def test_a_killed_run_leaves_a_film_that_plays_to_within_a_second(tmp_path, read_back, name):
    run = subprocess.run([sys.executable, "-c", KILLED, tmp_path / name], capture_output=True, text=True, check=False)
    assert run.returncode == -9, run.stderr
    assert run.stderr == ""
    (part,) = tmp_path.iterdir()
    assert part.name == name.replace(".", ".part.")
    film = read_back(part)
    assert len(film) >= 96 - 24
    assert film[0][0] == 0
