"""What is only looked at passes at its own pace; time is a number here."""

from fractions import Fraction

import numpy as np
import pytest

from dreamstream.frame import ENDLESS, Frame, StreamInfo
from dreamstream.sinks import LiveSink


@pytest.fixture
def clock(monkeypatch):
    """Return the list of moments at which frames passed; its last entry is the time."""
    times = [100.0]
    monkeypatch.setattr("dreamstream.sinks.live.time.monotonic", lambda: times[-1])
    monkeypatch.setattr("dreamstream.sinks.live.time.sleep", lambda seconds: times.append(times[-1] + seconds))
    return times


def frame(index):
    return Frame(np.zeros((2, 4, 3), np.uint8), index, Fraction(index, 10))


def test_no_frame_passes_before_its_time_and_a_late_one_moves_the_others(clock):
    sink = LiveSink()
    sink.open(StreamInfo(4, 2, Fraction(10), Fraction(1, 10)))
    sink.write(frame(0))
    sink.write(frame(1))
    assert clock[-1] == pytest.approx(100.1)
    clock.append(105.0)
    sink.write(frame(2))
    assert clock[-1] == 105.0
    sink.write(frame(3))
    assert clock[-1] == pytest.approx(105.1)
    sink.finish()
    assert sink.abandon() is None


def test_frames_of_a_live_input_pass_at_once(clock):
    sink = LiveSink()
    sink.open(StreamInfo(4, 2, Fraction(10), Fraction(1, 10), is_live=True))
    for index in (0, 1, 30):
        sink.write(frame(index))
    assert clock == [100.0]


def test_it_never_has_enough():
    assert LiveSink().enough_frames == ENDLESS
