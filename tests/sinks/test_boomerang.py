"""A film there and back: the same frames bit for bit, neither end twice, each for as long as it was shown."""

from fractions import Fraction

import numpy as np
import pytest

from dreamstream.errors import SinkError
from dreamstream.sinks import SinkOptions, open_sink
from dreamstream.sinks.boomerang import BoomerangSink


@pytest.mark.parametrize(
    "case",
    [
        (Fraction(1, 25), range(30), range(58)),
        (Fraction(1001, 30000), range(4), range(6)),
        (Fraction(1, 1000), [0, 7, 50, 51, 400], [0, 7, 50, 51, 400, 440, 789, 790]),
        (Fraction(1, 25), [0, 1], [0, 1]),
        (Fraction(1, 25), [0], [0]),
    ],
)
def test_the_frames_come_to_the_last_and_back_to_the_second(tmp_path, make_info, noise_frames, collect, case):
    time_base, ticks, there_and_back = case
    rate = 1 / time_base if time_base != Fraction(1, 1000) else Fraction(25)
    info = make_info(33, 17, rate=rate, time_base=time_base)
    frames = noise_frames(info, ticks)
    sink, inner = collect(lambda inner: BoomerangSink(inner, tmp_path / "scratch.mp4"), info, frames)
    sink.finish()
    assert inner.ending == "finished"
    assert [frame.index for frame in inner.frames] == list(range(len(there_and_back)))
    assert [frame.pts_seconds / time_base for frame in inner.frames] == list(there_and_back)
    for ours, original in zip(inner.frames, [*frames, *frames[-2:0:-1]], strict=True):
        assert np.array_equal(ours.pixels, original.pixels)
    assert list(tmp_path.iterdir()) == []


def test_when_the_way_back_fails_only_what_plays_is_left(tmp_path, make_info, noise_frames, collect):
    info = make_info()
    frames = noise_frames(info, range(5))
    sink, inner = collect(lambda inner: BoomerangSink(inner, tmp_path / "scratch.mp4"), info, frames, refuse=6)
    with pytest.raises(SinkError, match="refused"):
        sink.finish()
    sink.abandon()
    assert (inner.ending, len(inner.frames), list(tmp_path.iterdir())) == ("abandoned", 6, [])


def test_with_reverse_it_runs_backwards_first(make_info, noise_frames, collect):
    info = make_info()
    frames = noise_frames(info, range(4))
    both = SinkOptions(reverse=True, boomerang=True)
    sink, inner = collect(lambda inner: open_sink(inner, options=both), info, frames)
    sink.finish()
    shown = [frames[index].pixels for index in (3, 2, 1, 0, 1, 2)]
    assert all(np.array_equal(frame.pixels, pixels) for frame, pixels in zip(inner.frames, shown, strict=True))
