"""A reversed film: the same frames bit for bit, backwards, at mirrored times."""

from fractions import Fraction

import numpy as np
import pytest

from dreamstream.errors import SinkError
from dreamstream.sinks.reverse import ReversedSink


@pytest.mark.parametrize(
    "case",
    [
        (Fraction(1, 25), range(60), range(60)),
        (Fraction(1001, 30000), range(5), range(5)),
        (Fraction(1, 1000), [0, 7, 50, 51, 400], [0, 40, 389, 390, 433]),
        (Fraction(1, 1000), [100, 140, 200], [0, 40, 100]),
        (Fraction(1, 25), [0], [0]),
    ],
)
@pytest.mark.parametrize("size", [(48, 32), (33, 17)])
def test_frames_are_equal_to_the_bit_and_times_mirrored(tmp_path, make_info, noise_frames, collect, case, size):
    time_base, ticks, mirrored = case
    rate = 1 / time_base if time_base != Fraction(1, 1000) else Fraction(25)
    info = make_info(*size, rate=rate, time_base=time_base)
    frames = noise_frames(info, ticks)
    sink, inner = collect(lambda inner: ReversedSink(inner, tmp_path / "scratch.mp4"), info, frames)
    sink.finish()
    assert inner.info == info
    assert inner.ending == "finished"
    assert [frame.index for frame in inner.frames] == list(range(len(frames)))
    assert [frame.pts_seconds / time_base for frame in inner.frames] == list(mirrored)
    for ours, original in zip(inner.frames, reversed(frames), strict=True):
        assert np.array_equal(ours.pixels, original.pixels)
    assert list(tmp_path.iterdir()) == []


def test_when_turning_fails_the_forward_film_stays_whole(tmp_path, make_info, noise_frames, collect, read_back):
    info = make_info()
    frames = noise_frames(info, range(10))
    sink, inner = collect(lambda inner: ReversedSink(inner, tmp_path / "scratch.mp4"), info, frames, refuse=4)
    with pytest.raises(SinkError, match="refused"):
        sink.finish()
    assert sink.abandon() == tmp_path / "scratch.mp4"
    assert inner.ending == "abandoned"
    film = read_back(tmp_path / "scratch.mp4")
    assert all(np.array_equal(pixels, frame.pixels) for (_, pixels), frame in zip(film, frames, strict=True))
