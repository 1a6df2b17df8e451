"""What the line says; time is a number here."""

from fractions import Fraction
from pathlib import Path

import pytest

from dreamstream import ProgressLine
from dreamstream.progress import FetchAdvanced, FetchFinished, FetchStarted, Finished, FrameDone, Plan, Started


@pytest.fixture
def clock(monkeypatch):
    """Return the list of moments, in seconds; its last entry is the time, and later by 1 at every look."""
    moments = [0.0]

    def look():
        moments.append(moments[-1] + 1)
        return moments[-1]

    monkeypatch.setattr("dreamstream.inline.progress_line.time.monotonic", look)
    return moments


def started(model="motif", resumed_at=0):
    return Started(model, ("motif4",), "a processor", (64, 48), Fraction(24), 40, resumed_at)


def lines(cell):
    return [message["data"]["text/plain"] for message in cell]


def test_a_render_from_the_start_to_the_end_is_one_line_that_changes(cell, clock):
    say = ProgressLine()
    plan = Plan((64, 48), 40, 3.0, "a processor", 10**9, 1, None)
    for record in (started(), plan, FrameDone(10, 40, 5.0), FrameDone(20, 40, 8.0), Finished(40, 16.0, stopped=False)):
        say(record)
    assert lines(cell) == [
        "motif on a processor  64x48",
        "this will take about 2:00",
        "frame 10 of 40  2 fps  0:15 left",
        "frame 20 of 40  2.5 fps  0:08 left",
        "40 frames in 0:16  2.5 fps",
    ]
    assert len({message["transient"]["display_id"] for message in cell}) == 1


def test_frames_of_an_earlier_run_make_nothing_faster(cell, clock):
    say = ProgressLine()
    for record in (started(resumed_at=30), FrameDone(30, 40, 1.0), FrameDone(35, 40, 10.0)):
        say(record)
    assert lines(cell)[1:] == ["frame 30 of 40", "frame 35 of 40  0.5 fps  0:10 left"]


def test_without_an_end_or_a_network_it_says_what_there_is(cell, clock):
    say = ProgressLine()
    for record in (started(model=""), FrameDone(7, None, 2.0), Finished(0, 0.0, stopped=True)):
        say(record)
    assert lines(cell) == ["motion only  64x48", "frame 7  3.5 fps", "stopped  0 frames in 0:00"]


def test_a_model_that_is_fetched_is_told_of(cell, clock):
    say = ProgressLine()
    path = Path("bvlc_googlenet.caffemodel")
    say(FetchStarted("bvlc_googlenet", path, 53_533_754, "unrestricted", ""))
    say(FetchAdvanced(12_000_000, 53_533_754))
    say(FetchAdvanced(13_000_000, None))
    say(FetchFinished("bvlc_googlenet", path, is_verified=True))
    assert lines(cell) == ["fetching bvlc_googlenet: 12 of 54 MB", "fetching bvlc_googlenet: 13 MB"]


def test_what_comes_too_fast_to_be_read_is_left_out_but_the_end_never(cell, monkeypatch):
    moments = iter([1.0, 1.01, 1.05, 1.2, 1.21])
    monkeypatch.setattr("dreamstream.inline.progress_line.time.monotonic", lambda: next(moments))
    say = ProgressLine()
    for done in range(1, 5):
        say(FrameDone(done, None, 0.0))
    say(Finished(4, 0.25, stopped=False))
    assert lines(cell) == ["frame 1", "frame 4", "4 frames in 0:00  16 fps"]
