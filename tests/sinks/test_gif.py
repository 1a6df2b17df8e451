"""GIF: delays, loops and the frames no viewer would show."""

import logging
import struct
from fractions import Fraction

import av
import numpy as np
import pytest

from dreamstream.frame import Frame
from dreamstream.sinks import open_sink


def delays(path):
    """Read every delay, in 10 ms, straight from the graphic control extensions."""
    data = path.read_bytes()
    parts = data.split(b"\x21\xf9\x04")[1:]
    return [struct.unpack("<H", part[1:3])[0] for part in parts]


def repeats(path):
    """Read the repeats from the Netscape extension; None without one."""
    _, found, rest = path.read_bytes().partition(b"NETSCAPE2.0\x03\x01")
    return struct.unpack("<H", rest[:2])[0] if found else None


def test_24_frames_a_second_do_not_drift(tmp_path, write_film, make_info, make_frames):
    info = make_info(rate=Fraction(24))
    write_film(tmp_path / "out.gif", info, make_frames(info, 72))
    assert set(delays(tmp_path / "out.gif")) == {4, 5}
    assert sum(delays(tmp_path / "out.gif")) == 300


def test_uneven_times_are_kept_and_the_last_frame_stays_as_long_as_usual(tmp_path, write_film, make_info, make_frames):
    info = make_info(rate=Fraction(10), time_base=Fraction(1, 1000))
    write_film(tmp_path / "out.gif", info, make_frames(info, 4, [0, 200, 250, 1250]))
    assert delays(tmp_path / "out.gif") == [20, 5, 100, 10]


def test_a_single_frame_has_a_delay(tmp_path, write_film, make_info, make_frames):
    info = make_info(rate=Fraction(10))
    write_film(tmp_path / "out.gif", info, make_frames(info, 1))
    assert delays(tmp_path / "out.gif") == [10]


@pytest.mark.parametrize("palette", ["frame", "first"])
def test_above_50_frames_a_second_some_are_left_out_and_it_is_said(
    tmp_path, round_trip, make_info, make_frames, caplog, palette
):
    info = make_info(rate=Fraction(60))
    with caplog.at_level(logging.WARNING, logger="dreamstream"):
        film = round_trip("out.gif", info, make_frames(info, 60), gif_palette=palette)
    assert [record.getMessage() for record in caplog.records] == [
        f"GIF viewers show at most 50 frames a second: {tmp_path / 'out.gif'} leaves out some of its 60"
    ]
    assert min(delays(tmp_path / "out.gif")) >= 2
    assert 98 <= sum(delays(tmp_path / "out.gif")) <= 102
    assert len(film) == len(delays(tmp_path / "out.gif"))


def test_50_frames_a_second_are_all_kept(tmp_path, write_film, make_info, make_frames, caplog):
    info = make_info(rate=Fraction(50))
    write_film(tmp_path / "out.gif", info, make_frames(info, 50))
    assert delays(tmp_path / "out.gif") == [2] * 50
    assert not caplog.records


@pytest.mark.parametrize(("loop", "expected"), [(0, 0), (1, None), (2, 1), (5, 4)])
def test_loop_counts_the_showings_and_the_file_the_repeats(
    tmp_path, write_film, make_info, make_frames, loop, expected
):
    info = make_info()
    write_film(tmp_path / "out.gif", info, make_frames(info, 3), loop=loop)
    assert repeats(tmp_path / "out.gif") == expected


def test_colours_that_return_are_shown_right(tmp_path, write_film, make_info, read_back):
    info = make_info()
    red, blue = ([[[200, 30, 0]]], [[[0, 30, 200]]])
    colours = [np.broadcast_to(np.array(each, np.uint8), (32, 64, 3)) for each in (red, blue, red, red, blue)]
    frames = [Frame(pixels, index, Fraction(index, 25)) for index, pixels in enumerate(colours)]
    write_film(tmp_path / "out.gif", info, frames)
    for (_, pixels), frame in zip(read_back(tmp_path / "out.gif"), frames, strict=True):
        assert np.abs(pixels.astype(int) - frame.pixels).max() <= 1


def test_a_lone_part_plays_without_its_trailer(tmp_path, make_info, make_frames):
    info = make_info()
    sink = open_sink(tmp_path / "out.gif")
    sink.open(info)
    for frame in make_frames(info, 10):
        sink.write(frame)
    with av.open(tmp_path / "out.part.gif") as container:
        assert len(list(container.decode(video=0))) >= 8
    sink.abandon()
