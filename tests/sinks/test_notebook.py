"""What a notebook shows of a render; time is a number here."""

import logging
from base64 import b64decode

import cv2
import numpy as np
import pytest

from dreamstream.errors import SinkError, UsageError
from dreamstream.sinks import SinkOptions, open_sink


@pytest.fixture
def clock(monkeypatch):
    """Return a list whose last entry is the time in seconds, of the day and of the processor."""
    moments = [0.0]
    for name in ("monotonic", "thread_time"):
        monkeypatch.setattr(f"dreamstream.sinks.notebook.time.{name}", lambda: moments[-1])
    return moments


@pytest.fixture
def sink(cell):
    return open_sink("notebook:")


def levels(cell):
    """Return the mean level of every picture that was shown."""
    jpegs = (np.frombuffer(b64decode(message["data"]["image/jpeg"]), np.uint8) for message in cell)
    return [cv2.imdecode(jpeg, cv2.IMREAD_COLOR).mean() for jpeg in jpegs]


def near(frames):
    return pytest.approx([frame.pixels.mean() for frame in frames], abs=1)


@pytest.mark.parametrize("end", ["finish", "abandon"])
def test_the_newest_frame_takes_the_place_of_the_one_before_and_the_last_one_stays(
    sink, cell, clock, make_info, make_frames, end
):
    frames = make_frames(make_info(), 6)
    sink.open(make_info())
    for frame, now in zip(frames, (0.0, 0.05, 0.06, 0.5, 0.51, 0.55), strict=True):
        clock.append(now)
        sink.write(frame)
    assert levels(cell) == near([frames[0], frames[3]])
    assert [getattr(sink, end)(), getattr(sink, end)()] == [None, None]
    assert levels(cell) == near([frames[0], frames[3], frames[5]])
    assert [message["update"] for message in cell] == [False, True, True]
    assert len({message["transient"]["display_id"] for message in cell}) == 1


def test_showing_takes_a_twentieth_of_the_time_at_most(sink, cell, clock, make_info, make_frames, monkeypatch):
    def show(pixels):
        clock.append(clock[-1] + 0.05)
        return {}

    monkeypatch.setattr("dreamstream.sinks.notebook.as_data", show)
    sink.open(make_info())
    for frame, now in zip(make_frames(make_info(), 3), (0.0, 1.0, 1.06), strict=True):
        clock.append(now)
        sink.write(frame)
    assert len(cell) == 2
    sink.abandon()


def test_a_film_of_no_frames_is_refused(sink, cell, make_info):
    sink.open(make_info())
    with pytest.raises(SinkError, match="notebook: was not made: not a single frame came"):
        sink.finish()
    assert sink.abandon() is None
    assert cell == []


def test_ending_before_the_beginning_shows_nothing(sink, cell):
    sink.finish()
    assert sink.abandon() is None
    assert cell == []


def test_a_frame_that_should_not_have_come_is_refused(sink, make_info, make_frames):
    frames = make_frames(make_info(), 2)
    with pytest.raises(SinkError, match="notebook: is not open for writing"):
        sink.write(frames[0])
    sink.open(make_info())
    sink.write(frames[1])
    with pytest.raises(SinkError, match="it is not after"):
        sink.write(frames[0])
    with pytest.raises(SinkError, match="it is 20x20 in a film of 64x32"):
        sink.write(make_frames(make_info(20, 20), 3)[2])


def test_a_film_is_written_along_with_it(cell, tmp_path, make_info, make_frames, write_film, read_back):
    frames = make_frames(make_info(), 5)
    write_film(["notebook:", tmp_path / "a.mkv"], make_info(), frames)
    assert levels(cell)[-1:] == near(frames[-1:])
    assert len(read_back(tmp_path / "a.mkv")) == 5


def test_it_may_be_shown_backwards_and_leaves_nothing_on_the_disk(
    cell, tmp_path, make_info, make_frames, write_film, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    frames = make_frames(make_info(), 3)
    write_film("notebook:", make_info(), frames, reverse=True)
    assert levels(cell)[-1:] == near(frames[:1])
    assert list(tmp_path.iterdir()) == []


def test_where_no_notebook_is_it_is_refused_at_once():
    with pytest.raises(SinkError, match="notebook: can't be written: there is no notebook here"):
        open_sink("notebook:")


def test_it_is_shown_once_at_a_time_and_is_silent(cell, caplog):
    with pytest.raises(UsageError, match="notebook: can only be written once at a time"):
        open_sink(["notebook:", "notebook:"])
    with caplog.at_level(logging.WARNING, logger="dreamstream"):
        open_sink("notebook:", options=SinkOptions(audio="copy"))
    assert [record.getMessage() for record in caplog.records] == [
        "notebook: can't hold sound: --audio is left out there"
    ]
