"""Formats without times: a frame for every 1 / rate seconds."""

import logging
from fractions import Fraction

import pytest

from dreamstream.sinks import Sink
from dreamstream.sinks.constant_rate import ConstantRateSink


class Collector(Sink):
    """Keeps which of the frames it got, by their brightness, and when."""

    def __init__(self):
        self.shown, self.times = [], []

    def open(self, info):
        self.info = info

    def write(self, frame):
        assert frame.index == len(self.times)
        self.shown.append(int(frame.pixels[0, 0, 0]) // 12)
        self.times.append(frame.pts_seconds)

    def finish(self):
        pass

    def abandon(self):
        return None


@pytest.mark.parametrize(
    ("milliseconds", "shown", "is_told"),
    [
        ([0, 40, 80, 120], [0, 1, 2, 3], False),
        ([0, 33, 75, 139], [0, 1, 2, 3], False),
        ([0, 40, 160, 200], [0, 1, 1, 1, 2, 3], True),
        ([0, 40, 45, 80], [0, 2, 3], True),
        ([400, 440, 480], [0, 1, 2], False),
        ([0], [0], False),
    ],
)
def test_frames_are_repeated_or_left_out_to_keep_the_rate(make_info, make_frames, caplog, milliseconds, shown, is_told):
    info = make_info(time_base=Fraction(1, 1000))
    inner = Collector()
    sink = ConstantRateSink(inner, "out.y4m")
    with caplog.at_level(logging.WARNING, logger="dreamstream"):
        sink.open(info)
        for frame in make_frames(info, len(milliseconds), milliseconds):
            sink.write(frame)
        sink.finish()
        sink.finish()
    assert inner.shown == shown
    assert inner.info.time_base == Fraction(1, 25)
    steps = {after - before for before, after in zip(inner.times, inner.times[1:], strict=False)}
    assert steps <= {Fraction(1, 25)}
    sentence = "out.y4m has no times of its own: frames are repeated or left out to keep 25 a second"
    assert [record.getMessage() for record in caplog.records] == [sentence] * is_told


def test_ntsc_in_milliseconds_is_a_constant_rate(make_info, make_frames, caplog):
    rate = Fraction(30000, 1001)
    info = make_info(rate=rate, time_base=Fraction(1, 1000))
    inner = Collector()
    sink = ConstantRateSink(inner, "out.y4m")
    sink.open(info)
    for frame in make_frames(info, 300, [round(index * 1000 / rate) for index in range(300)]):
        sink.write(frame)
    sink.finish()
    assert len(inner.shown) == 300
    assert not caplog.records
