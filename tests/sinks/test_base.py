"""The contract of a sink, held against every kind of film in one file. A new one joins SINKS."""

from fractions import Fraction

import numpy as np
import pytest

from dreamstream.errors import SinkError
from dreamstream.sinks import SinkOptions, open_sink

SINKS = {
    "mp4": ("out.mp4", SinkOptions()),
    "m4v": ("out.m4v", SinkOptions()),
    "mov": ("out.mov", SinkOptions()),
    "mp4, HEVC": ("out.mp4", SinkOptions(codec="hevc")),
    "mov, ProRes": ("out.mov", SinkOptions(codec="prores")),
    "mkv": ("out.mkv", SinkOptions()),
    "mkv, FFV1": ("out.mkv", SinkOptions(codec="ffv1")),
    "webm": ("out.webm", SinkOptions()),
    "webm, AV1": ("out.webm", SinkOptions(codec="av1")),
    "ts": ("out.ts", SinkOptions()),
    "flv": ("out.flv", SinkOptions()),
    "nut": ("out.nut", SinkOptions()),
    "y4m": ("out.y4m", SinkOptions()),
    "apng": ("out.apng", SinkOptions()),
    "webp": ("out.webp", SinkOptions()),
    "gif, a palette per frame": ("out.gif", SinkOptions()),
    "gif, one palette": ("out.gif", SinkOptions(gif_palette="first")),
    "mp4 reversed": ("out.mp4", SinkOptions(reverse=True)),
    "gif reversed": ("out.gif", SinkOptions(reverse=True)),
}


@pytest.fixture(params=SINKS.values(), ids=SINKS.keys())
def kind(request):
    return request.param


@pytest.fixture
def output(kind, tmp_path):
    return tmp_path / kind[0]


@pytest.fixture
def sink(kind, output):
    return open_sink(output, options=kind[1], overwrite=True)


@pytest.fixture
def info(make_info):
    return make_info()


@pytest.fixture
def write_frames(info, make_frames):
    """Open a sink, write so many frames into it, and return them."""

    def write(sink, count):
        frames = make_frames(info, count)
        sink.open(info)
        for frame in frames:
            sink.write(frame)
        return frames

    return write


@pytest.mark.parametrize("count", [1, 2, 40])
def test_every_frame_comes_out_once_in_order_at_its_time(sink, write_frames, kind, output, read_back, count):
    frames = write_frames(sink, count)
    sink.finish()
    film = read_back(output)
    expected = frames[::-1] if kind[1].reverse else frames
    assert [time for time, _ in film] == [frame.pts_seconds for frame in frames]
    for (_, pixels), frame in zip(film, expected, strict=True):
        assert abs(pixels.astype(float).mean() - frame.pixels.mean()) < 2


def test_only_the_film_is_left_and_ending_again_changes_nothing(sink, write_frames, output):
    write_frames(sink, 3)
    sink.finish()
    whole = output.read_bytes()
    sink.finish()
    assert sink.abandon() is None
    assert output.read_bytes() == whole
    assert list(output.parent.iterdir()) == [output]


def test_ending_before_the_beginning_leaves_nothing(sink, kind, output):
    assert sink.abandon() is None
    open_sink(output, options=kind[1]).finish()
    assert list(output.parent.iterdir()) == []


def test_an_abandoned_film_plays_beside_the_output(sink, write_frames, output, read_back):
    frames = write_frames(sink, 30)
    rest = sink.abandon()
    assert rest == sink.abandon()
    assert list(output.parent.iterdir()) == [rest]
    assert rest != output
    film = read_back(rest)
    assert [time for time, _ in film] == [frame.pts_seconds for frame in frames]


def test_abandoned_without_a_frame_leaves_nothing(sink, output, info):
    sink.open(info)
    assert sink.abandon() is None
    assert list(output.parent.iterdir()) == []


def test_a_film_of_no_frames_is_refused(sink, output, info):
    sink.open(info)
    with pytest.raises(SinkError, match=r"out\.\w+ was not made: not a single frame came"):
        sink.finish()
    assert list(output.parent.iterdir()) == []


def test_an_existing_output_stays_until_the_new_one_is_whole(sink, output, info, make_frames, read_back):
    output.write_bytes(b"earlier")
    sink.open(info)
    for frame in make_frames(info, 30):
        sink.write(frame)
        assert output.read_bytes() == b"earlier"
    sink.finish()
    assert len(read_back(output)) == 30


def test_what_a_crash_left_behind_is_written_over(sink, write_frames, output, read_back):
    for name in (f"out.part{output.suffix}", f"out.faststart.part{output.suffix}", "out.forward.part.mp4"):
        (output.parent / name).write_bytes(b"leftover" * 10_000)
    write_frames(sink, 3)
    sink.finish()
    assert len(read_back(output)) == 3


def test_a_second_run_to_the_same_output_is_refused_and_the_first_is_unharmed(
    sink, kind, output, info, make_frames, read_back
):
    sink.open(info)
    second = open_sink(output, options=kind[1])
    with pytest.raises(SinkError, match="being written by another run"):
        second.open(info)
    assert second.abandon() is None
    for frame in make_frames(info, 3):
        sink.write(frame)
    sink.finish()
    assert len(read_back(output)) == 3


def test_an_output_that_appeared_meanwhile_is_not_replaced_unasked(kind, write_frames, output, read_back):
    sink = open_sink(output, options=kind[1])
    write_frames(sink, 3)
    output.write_bytes(b"someone else's")
    with pytest.raises(SinkError, match="has appeared meanwhile; the film is in"):
        sink.finish()
    assert output.read_bytes() == b"someone else's"
    rest = sink.abandon()
    assert len(read_back(rest)) == 3


def test_a_frame_before_the_beginning_or_after_the_end_is_refused(sink, write_frames, info, make_frames):
    with pytest.raises(SinkError, match="is not open for writing"):
        sink.write(make_frames(info, 1)[0])
    write_frames(sink, 2)
    sink.abandon()
    with pytest.raises(SinkError, match="is not open for writing"):
        sink.write(make_frames(info, 3)[2])


def test_a_frame_of_another_size_is_refused(sink, info, make_info, make_frames):
    sink.open(info)
    with pytest.raises(SinkError, match="frame 0: it is 50x32 in a film of 64x32"):
        sink.write(make_frames(make_info(width=50), 1)[0])
    sink.abandon()


def test_a_frame_that_is_not_later_than_the_last_is_refused(sink, write_frames):
    frames = write_frames(sink, 3)
    with pytest.raises(SinkError, match=r"frame 1: at 0\.04 s it is not after 0\.08 s"):
        sink.write(frames[1])
    sink.abandon()


def test_a_view_of_pixels_is_as_good_as_a_copy(sink, output, make_info, make_frames, read_back):
    info = make_info(width=64, height=32)
    frame = make_frames(info, 1)[0]
    flipped = type(frame)(frame.pixels[:, ::-1], 0, Fraction(0))
    assert not flipped.pixels.flags["C_CONTIGUOUS"]
    sink.open(info)
    sink.write(flipped)
    sink.finish()
    (_, pixels) = read_back(output)[0]
    assert np.abs(pixels.astype(int) - flipped.pixels).mean() < 3
