"""Several outputs at once: what one meets is not the others' concern."""

import logging
from pathlib import Path

import pytest

from dreamstream.errors import SinkError, Stopped
from dreamstream.sinks import Sink, SinkOptions, open_sink
from dreamstream.sinks.tee import TeeSink


class FakeSink(Sink):
    """Remembers its frames; raises ``error`` at the frame of index ``at``, or when finished."""

    def __init__(self, error=None, at=None, rest=None):
        self.error, self.at, self.rest = error, at, rest
        self.frames, self.ending = [], None

    def open(self, info):
        self.info = info

    def write(self, frame):
        if self.error is not None and frame.index == self.at:
            raise self.error
        self.frames.append(frame.index)

    def finish(self):
        if self.error is not None and self.at is None:
            raise self.error
        self.ending = "finished"

    def abandon(self):
        self.ending = self.ending or "abandoned"
        return self.rest


def run(sink, info, frames):
    sink.open(info)
    for frame in frames:
        sink.write(frame)
    sink.finish()


def test_every_output_is_a_film_of_its_own(tmp_path, make_info, make_frames, read_back):
    targets = [tmp_path / "a.mp4", str(tmp_path / "b.gif"), FakeSink(), tmp_path / "%d.png"]
    frames = make_frames(make_info(), 5)
    run(open_sink(targets), make_info(), frames)
    for path in (tmp_path / "a.mp4", tmp_path / "b.gif"):
        assert [time for time, _ in read_back(path)] == [frame.pts_seconds for frame in frames]
    assert targets[2].frames == [0, 1, 2, 3, 4]
    assert sorted(path.name for path in tmp_path.glob("*.png")) == [f"{number}.png" for number in range(1, 6)]


def test_all_are_reversed_together(tmp_path, make_info, make_frames, read_back):
    frames = make_frames(make_info(), 3)
    run(open_sink([tmp_path / "a.gif", tmp_path / "b.gif"], options=SinkOptions(reverse=True)), make_info(), frames)
    for name in ("a.gif", "b.gif"):
        assert abs(read_back(tmp_path / name)[0][1].mean() - frames[-1].pixels.mean()) < 2
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("at", [2, None])
def test_one_that_fails_ends_alone_and_is_told_at_once_and_at_the_end(make_info, make_frames, caplog, at):
    error = SinkError("b can't be written")
    good, bad = FakeSink(), FakeSink(error, at, rest=Path("b.part"))
    sink = TeeSink([good, bad])
    with caplog.at_level(logging.WARNING, logger="dreamstream"), pytest.raises(SinkError) as caught:
        run(sink, make_info(), make_frames(make_info(), 5))
    assert caught.value is error
    assert (good.frames, good.ending, bad.ending) == ([0, 1, 2, 3, 4], "finished", "abandoned")
    if at is not None:
        assert [record.getMessage() for record in caplog.records] == ["b can't be written; the other outputs go on"]
    assert sink.abandon() == Path("b.part")
    sink.finish()


def test_a_reader_that_goes_away_is_no_failure_while_others_are_left(make_info, make_frames):
    good, gone = FakeSink(), FakeSink(Stopped("closed"), 1)
    run(TeeSink([gone, good]), make_info(), make_frames(make_info(), 3))
    assert (good.frames, good.ending, gone.ending) == ([0, 1, 2], "finished", "abandoned")


def test_when_every_reader_is_gone_that_is_a_stop(make_info, make_frames):
    sink = TeeSink([FakeSink(Stopped("closed"), 1), FakeSink(Stopped("closed"), 2)])
    with pytest.raises(Stopped):
        run(sink, make_info(), make_frames(make_info(), 5))


def test_when_none_is_left_the_first_failure_is_raised(make_info, make_frames):
    error = SinkError("first")
    sinks = [FakeSink(Stopped("closed"), 0), FakeSink(error, 1), FakeSink(SinkError("second"), 1)]
    with pytest.raises(SinkError) as caught:
        run(TeeSink(sinks), make_info(), make_frames(make_info(), 5))
    assert caught.value is error
    assert all(sink.frames in ([], [0]) for sink in sinks)


def test_all_are_abandoned_and_the_first_rest_is_told(make_info):
    sinks = [FakeSink(), FakeSink(rest=Path("b.part")), FakeSink(rest=Path("c.part"))]
    sink = TeeSink(sinks)
    sink.open(make_info())
    assert sink.abandon() == sink.abandon() == Path("b.part")
    assert [each.ending for each in sinks] == ["abandoned"] * 3
