import io
import logging
import re
from dataclasses import replace
from fractions import Fraction

import pytest
from rich.console import Console

from dreamstream.cli import bar as module
from dreamstream.cli.console import Report, notices, planned
from dreamstream.progress import Finished, FrameDone, Plan, Started

STARTED = Started("motif", ("conv2", "motif4"), "a processor, float32", (640, 360), Fraction(30000, 1001), 240)
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
CURSOR_OFF, CURSOR_ON = "\x1b[?25l", "\x1b[?25h"


@pytest.fixture
def clock(monkeypatch):
    """Set the time, in seconds, that the report sees."""

    def set_to(seconds):
        monkeypatch.setattr(module.time, "monotonic", lambda: seconds)

    return set_to


def lines(console):
    return console.file.getvalue().splitlines()


def test_the_first_line_says_what_will_happen(log):
    Report(log, "out.mp4", quiet=False)(STARTED)
    (line,) = lines(log)
    assert line == "motif, layers conv2, motif4, on a processor, float32; 640x360, 240 frames at 29.97 fps -> out.mp4"


def test_of_a_render_that_is_gone_on_with_only_what_is_added_counts_for_the_pace(log, clock):
    report = Report(log, "out.mp4", quiet=False)
    report(replace(STARTED, resumed_at=200))
    clock(10)
    report(FrameDone(210, 240, 20.0))
    report(Finished(240, 80.0, stopped=False))
    assert lines(log)[0].endswith("240 frames at 29.97 fps -> out.mp4, going on after 200 frames")
    report(Finished(0, 1.0, stopped=True))
    assert lines(log).pop() == "stopped before the first frame; --resume goes on after 200 frames"
    assert lines(log)[1:3] == ["frame 210 of 240, 2.00 s/frame, 1:00 left", "wrote out.mp4: 240 frames, 2.00 s each"]


@pytest.mark.parametrize(
    ("count", "words"), [(None, "640x360, frames to the end at"), (1, "640x360, 1 frame at"), (2, "2 frames at")]
)
def test_the_first_line_says_how_many_frames_will_come(log, count, words):
    started = Started("motif", ("conv2",), "a processor", (640, 360), Fraction(24), count)
    Report(log, "out.mp4", quiet=False)(started)
    assert words in lines(log)[0]


def test_a_log_gets_at_most_a_line_each_second(log, clock):
    report = Report(log, "out.mp4", quiet=False)
    for done in range(1, 101):
        clock(done * 0.1)
        report(FrameDone(done, 7200, done * 0.1))
    assert len(lines(log)) == 10
    assert lines(log)[0] == "frame 1 of 7200, 0.10 s/frame, 12:00 left"
    assert lines(log)[1] == "frame 11 of 7200, 0.10 s/frame, 11:59 left"


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (FrameDone(10, 2410, 45.0), "frame 10 of 2410, 4.50 s/frame, 3:00:00 left"),
        (FrameDone(10, 9, 5.0), "frame 10 of 9, 0.50 s/frame, 0:00 left"),
        (FrameDone(10, None, 5.0), "frame 10, 0.50 s/frame"),
        (Finished(40, 10.0, False), "wrote out.mp4: 40 frames, 0.25 s each"),
        (Finished(1, 0.5, False), "wrote out.mp4: 1 frame, 0.50 s each"),
        (Finished(3, 6.0, True), "stopped; out.mp4 holds the 3 frames so far, 2.00 s each"),
        (Finished(0, 0.5, True), "stopped before the first frame; nothing written"),
    ],
)
def test_the_lines(log, record, line):
    Report(log, "out.mp4", quiet=False)(record)
    assert lines(log) == [line]


PLAN = Plan((3840, 2160), 240, 12.3456, "abacus", 2_345_678_901, 6, 650_000_000)


def test_a_plan_is_a_line():
    assert planned(PLAN) == (
        "plan: 3840x2160, 240 frames, about 12.35 s each, 49:23 in all; memory about 2.3 GB in 6 tiles, "
        "output about 650 MB"
    )
    live = replace(PLAN, frame_count=None, tiles=1, output_bytes=None)
    assert planned(live) == "plan: 3840x2160, about 12.35 s each; memory about 2.3 GB"
    assert "240 frames and 48 that lead in, about 12.35 s each, 59:16 in all" in planned(replace(PLAN, more_frames=48))
    assert "240 frames of which 190 are there, about 12.35 s each, 10:17 in" in planned(replace(PLAN, more_frames=-190))


def test_a_long_render_is_told_by_its_plan(log):
    Report(log, "out.mp4", quiet=False)(PLAN)
    assert lines(log) == [planned(PLAN)]


def test_quiet_says_nothing(log):
    with Report(log, "out.mp4", quiet=True) as report:
        for record in (STARTED, PLAN, FrameDone(1, 2, 0.5), Finished(2, 1.0, False)):
            report(record)
    assert lines(log) == []


def test_a_log_gets_no_bar_even_where_colours_are_forced(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    console = Console(file=io.StringIO())
    with Report(console, "out.mp4", quiet=False) as report:
        for record in (STARTED, FrameDone(1, 2, 0.5), Finished(2, 1.0, False)):
            report(record)
    assert len(lines(console)) == 3


def test_a_terminal_gets_a_bar_between_the_first_line_and_the_last(terminal):
    console, read = terminal
    with Report(console, "out.mp4", quiet=False) as report:
        report(STARTED)
        report(FrameDone(7, 240, 3.5))
        report.stopping()
        report(Finished(7, 3.5, True))
    shown = read()
    assert shown.index(CURSOR_OFF) < shown.index(CURSOR_ON)
    first, *bar, last = filter(None, re.split(r"[\r\n]+", CONTROL.sub("", shown)))
    assert first.startswith("motif, layer")
    assert any(re.match(r"frame 7 of 240 .*stopping; once more ends at once", line) for line in bar)
    assert last == "stopped; out.mp4 holds the 7 frames so far, 0.50 s each"


def test_a_bar_follows_a_count_that_becomes_smaller(terminal):
    console, read = terminal
    with Report(console, "out.mp4", quiet=False) as report:
        report(STARTED)
        report(FrameDone(7, 130, 3.5))
    assert "frame 7 of 130 " in CONTROL.sub("", read())


def test_an_error_gives_the_terminal_its_cursor_back(terminal):
    console, read = terminal
    with pytest.raises(ValueError, match="it breaks"), Report(console, "out.mp4", quiet=False) as report:
        report(STARTED)
        raise ValueError("it breaks")
    assert read().rindex(CURSOR_ON) > 0


def test_a_notice_is_told_once_and_only_while_it_is_listened_to(log):
    logger = logging.getLogger("dreamstream")
    handlers = list(logger.handlers)
    with notices(log, logging.WARNING):
        for size in (3, 3, 5):
            logger.warning("an odd size: %d [sic]", size)
        logger.info("a detail")
    assert lines(log) == ["an odd size: 3 [sic]", "an odd size: 5 [sic]"]
    assert logger.handlers == handlers


def test_only_what_is_as_grave_as_asked_for_is_told(log):
    with notices(log, logging.ERROR):
        logging.getLogger("dreamstream").warning("an odd size")
    assert lines(log) == []
