"""What is said while a model is fetched."""

from fractions import Fraction
from pathlib import Path

import pytest

from dreamstream.cli.console import Report
from dreamstream.cli.fetching import FetchReport, megabytes
from dreamstream.progress import FetchAdvanced, FetchFinished, FetchStarted, FetchWaiting, Started

PATH = Path("models/net.caffemodel")
STARTED = FetchStarted("net", PATH, 53_533_754, "CC0-1.0", "somebody, https://example.org")
RECORDS = (
    FetchWaiting("net"),
    FetchWaiting("net"),
    STARTED,
    FetchAdvanced(10_000_000, 53_533_754),
    FetchAdvanced(53_533_754, 53_533_754),
    FetchFinished("net", PATH, is_verified=True),
)


def lines(console):
    return console.file.getvalue().splitlines()


def test_in_a_log_each_thing_is_said_once(log):
    with FetchReport(log) as report:
        for record in RECORDS:
            report(record)
    assert lines(log) == [
        "waiting for another run that is fetching model net",
        "fetching net.caffemodel for model net, 53.5 MB; from somebody, https://example.org; licence: CC0-1.0",
        f"fetched {PATH}",
    ]


def test_what_is_not_known_is_not_said(log):
    FetchReport(log)(FetchStarted("net", PATH, None, "", ""))
    assert lines(log) == ["fetching net.caffemodel for model net"]


def test_weights_that_nothing_could_be_compared_with_are_told_of(log):
    FetchReport(log)(FetchFinished("net", PATH, is_verified=False))
    assert lines(log) == [f"fetched {PATH}; nobody published a checksum, but its layers fit"]


def test_quiet_says_nothing(log):
    for record in RECORDS:
        FetchReport(log, quiet=True)(record)
    assert lines(log) == []


def test_a_terminal_shows_a_bar_and_gets_its_cursor_back(terminal):
    console, read = terminal
    with FetchReport(console) as report:
        for record in RECORDS[2:4]:
            report(record)
    shown = read()
    assert "53.5 MB; from somebody" in shown
    assert "10.0/53.5 MB" in shown
    cursor_on = "\x1b[?25h"
    assert cursor_on in shown.rpartition("10.0/53.5 MB")[2]


def test_a_renders_report_shows_it_too(log):
    with Report(log, "out.mp4", quiet=False) as report:
        report(STARTED)
        report(Started("net", ("a",), "a processor", (64, 48), Fraction(24), 1))
    assert [line.split()[0] for line in lines(log)] == ["fetching", "net,"]


@pytest.mark.parametrize(
    ("count", "words"), [(17_722, "0.0 MB"), (4_950_080, "5.0 MB"), (99_999_999, "100.0 MB"), (553_432_081, "553 MB")]
)
def test_sizes_are_megabytes(count, words):
    assert megabytes(count) == words
