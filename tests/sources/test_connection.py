from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from dreamstream.errors import SourceError
from dreamstream.sources.base import SourceOptions
from dreamstream.sources.connection import Connection
from dreamstream.sources.medium import Medium, open_file

MakeVideo = Callable[..., Path]


def cut(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


@pytest.fixture
def broken(make_video: MakeVideo) -> Path:
    """A video of 5 frames per second that breaks off in the middle."""
    return cut(make_video("cut.mp4", codec="mjpeg", pixel_format="yuvj420p", rate=5))


def live(path: Path, patience_seconds: float = 60) -> Medium:
    medium = open_file(path)
    return Medium(medium.container, medium.name, is_live=True, patience_seconds=patience_seconds)


def test_a_live_medium_that_fails_is_opened_again_and_times_go_on(
    broken: Path, make_video: MakeVideo, caplog: pytest.LogCaptureFixture
):
    whole = make_video("whole.mkv", rate=25)
    openings = iter([live(broken), live(whole)])
    connection = Connection(lambda: next(openings), SourceOptions())
    ticks = [each.ticks * connection.decoder.time_base for each in connection]
    begun = len(ticks) - 6
    assert begun >= 2
    assert ticks[:begun] == [Fraction(index, 5) for index in range(begun)]
    assert [float(at) for at in ticks[begun:]] == pytest.approx(
        [begun / 5 + index / 25 for index in range(6)], abs=1e-3
    )
    assert connection.broken_off is None
    said = caplog.records[-1].getMessage()
    assert "cut.mp4' breaks off at" in said
    assert said.endswith("; trying it again for 60 s")


@pytest.mark.parametrize("options", [SourceOptions(), SourceOptions(reconnect_seconds=Fraction(1, 100))])
def test_when_patience_ends_the_break_is_told(broken: Path, options: SourceOptions):
    openings = iter([live(broken, 0.01)])

    def open_again() -> Medium:
        medium = next(openings, None)
        if medium is None:
            raise SourceError("nobody answers")
        return medium

    connection = Connection(open_again, options)
    assert len(list(connection)) >= 2
    assert connection.broken_off is not None
    assert "cut.mp4' breaks off" in connection.broken_off


def test_reconnection_can_be_turned_off(broken: Path):
    openings = iter([live(broken)])
    connection = Connection(lambda: next(openings), SourceOptions(reconnect_seconds=Fraction(0)))
    list(connection)
    assert connection.broken_off is not None


def test_a_file_is_read_once(make_video: MakeVideo):
    openings = iter([open_file(make_video())])
    connection = Connection(lambda: next(openings), SourceOptions())
    assert len(list(connection)) == 6
