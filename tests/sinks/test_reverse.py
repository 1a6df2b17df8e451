"""A reversed film: the same frames bit for bit, backwards, at mirrored times."""

from fractions import Fraction

import numpy as np
import pytest

from dreamstream.errors import SinkError
from dreamstream.frame import Frame
from dreamstream.sinks.base import Sink
from dreamstream.sinks.reverse import ReversedSink


class Collector(Sink):
    """Keeps what it gets; refuses the frame of one index."""

    def __init__(self, refuse=None):
        self.info, self.frames, self.refuse, self.ending = None, [], refuse, None

    def open(self, info):
        self.info = info

    def write(self, frame):
        if frame.index == self.refuse:
            raise SinkError("refused")
        self.frames.append(frame)

    def finish(self):
        self.ending = self.ending or "finished"

    def abandon(self):
        self.ending = self.ending or "abandoned"


def noise_frames(info, ticks):
    random = np.random.default_rng(1)
    size = (info.height, info.width, 3)
    return [
        Frame(random.integers(0, 256, size, np.uint8), index, tick * info.time_base) for index, tick in enumerate(ticks)
    ]


def write_all(sink, info, frames):
    sink.open(info)
    for frame in frames:
        sink.write(frame)


@pytest.mark.parametrize(
    ("time_base", "ticks", "mirrored"),
    [
        (Fraction(1, 25), range(60), range(60)),
        (Fraction(1001, 30000), range(5), range(5)),
        (Fraction(1, 1000), [0, 7, 50, 51, 400], [0, 40, 389, 390, 433]),
        (Fraction(1, 1000), [100, 140, 200], [0, 40, 100]),
        (Fraction(1, 25), [0], [0]),
    ],
)
@pytest.mark.parametrize("size", [(48, 32), (33, 17)])
def test_frames_are_equal_to_the_bit_and_times_mirrored(tmp_path, make_info, time_base, ticks, mirrored, size):
    rate = 1 / time_base if time_base != Fraction(1, 1000) else Fraction(25)
    info = make_info(*size, rate=rate, time_base=time_base)
    frames = noise_frames(info, ticks)
    inner = Collector()
    sink = ReversedSink(inner, tmp_path / "scratch.mp4")
    write_all(sink, info, frames)
    sink.finish()
    assert inner.info == info
    assert inner.ending == "finished"
    assert [frame.index for frame in inner.frames] == list(range(len(frames)))
    assert [frame.pts_seconds / time_base for frame in inner.frames] == list(mirrored)
    for ours, original in zip(inner.frames, reversed(frames), strict=True):
        assert np.array_equal(ours.pixels, original.pixels)
    assert list(tmp_path.iterdir()) == []


def test_when_turning_fails_the_forward_film_stays_whole(tmp_path, make_info, read_back):
    info = make_info()
    frames = noise_frames(info, range(10))
    inner = Collector(refuse=4)
    sink = ReversedSink(inner, tmp_path / "scratch.mp4")
    write_all(sink, info, frames)
    with pytest.raises(SinkError, match="refused"):
        sink.finish()
    assert sink.abandon() == tmp_path / "scratch.mp4"
    assert inner.ending == "abandoned"
    film = read_back(tmp_path / "scratch.mp4")
    assert all(np.array_equal(pixels, frame.pixels) for (_, pixels), frame in zip(film, frames, strict=True))
