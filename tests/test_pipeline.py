"""How a run ends. Every test also checks that it leaves no thread behind."""

import itertools
import threading
import time
import weakref
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from dreamstream.errors import SinkError, SourceError, Stopped
from dreamstream.frame import Frame, StreamInfo
from dreamstream.pipeline import Pipeline
from dreamstream.progress import FrameDone
from dreamstream.sinks import Sink
from dreamstream.sources import Source

PATIENCE_SECONDS = 10
REST = Path("out.part.mp4")


def nothing(*_):
    pass


class FakeSource(Source):
    """Yields so many frames; ``before`` is called with each index and may raise."""

    def __init__(self, count=None, before=nothing, make_pixels=lambda: np.zeros((2, 4, 3), np.uint8)):
        self.info = StreamInfo(4, 2, Fraction(25), Fraction(1, 25), frame_count=count)
        self.count, self.before, self.make_pixels = count, before, make_pixels
        self.yielded = 0

    def __iter__(self):
        for index in itertools.count() if self.count is None else range(self.count):
            self.before(index)
            self.yielded += 1
            yield Frame(self.make_pixels(), index, Fraction(index, 25))


class FakeSink(Sink):
    """Remembers what was done with it; ``before`` is called with each index and may raise."""

    def __init__(self, before=nothing, on_open=nothing, on_finish=nothing, on_abandon=nothing):
        self.before, self.on_open, self.on_finish, self.on_abandon = before, on_open, on_finish, on_abandon
        self.written = []
        self.ending = None

    def open(self, info):
        self.on_open()

    def write(self, frame):
        self.before(frame.index)
        self.written.append(frame.index)

    def finish(self):
        self.on_finish()
        self.ending = "finished"

    def abandon(self):
        self.ending = "abandoned"
        self.on_abandon()
        return REST if self.written else None


def fail(error, at=None):
    """Return a hook that raises ``error``, when called with the index ``at``."""

    def hook(index=None):
        if index == at:
            raise error

    return hook


def same(frame):
    return frame


def run(source, sink, dream=same, *, stop=None, on_progress=nothing):
    return Pipeline(source, sink, stop or threading.Event()).run(dream, on_progress)


@pytest.fixture(autouse=True)
def no_thread_is_left():
    before = threading.enumerate()
    yield
    assert threading.enumerate() == before


def test_every_frame_is_dreamed_and_written_in_order():
    dreamed, records = [], []
    sink = FakeSink()

    def dream(frame):
        dreamed.append(frame.index)
        return frame

    finished = run(FakeSource(20), sink, dream, on_progress=records.append)
    assert dreamed == sink.written == list(range(20))
    assert sink.ending == "finished"
    assert (finished.frames, finished.stopped) == (20, False)
    assert records == [FrameDone(done, 20, records[done - 1].elapsed_seconds) for done in range(1, 21)]
    assert sorted(record.elapsed_seconds for record in records) == [record.elapsed_seconds for record in records]


def test_frames_may_be_gathered_before_the_first_of_them_is_dreamed():
    seen, dreamed = [], []

    def in_threes(frames):
        coming = iter(frames)
        while some := list(itertools.islice(coming, 3)):
            seen.extend(some)
            yield from some

    def dream(frame):
        dreamed.append((frame.index, len(seen)))
        return frame

    sink = FakeSink()
    Pipeline(FakeSource(5), sink, threading.Event(), gather=in_threes).run(dream, nothing)
    assert dreamed == [(0, 3), (1, 3), (2, 3), (3, 5), (4, 5)]
    assert sink.written == list(range(5))


def test_the_three_stages_work_at_the_same_time():
    meeting = threading.Barrier(3, timeout=PATIENCE_SECONDS)

    def meet_at(wanted):
        return lambda index: meeting.wait() if index == wanted else None

    def dream(frame):
        meet_at(1)(frame.index)
        return frame

    assert run(FakeSource(3, before=meet_at(2)), FakeSink(before=meet_at(0)), dream).frames == 3


def test_a_slow_sink_holds_back_the_source_and_few_frames_are_alive():
    alive, most_alive, leads = set(), [], []

    def make_pixels():
        pixels = np.zeros((2, 4, 3), np.uint8)
        weakref.finalize(pixels, alive.discard, id(pixels))
        alive.add(id(pixels))
        most_alive.append(len(alive))
        return pixels

    def dawdle(index):
        time.sleep(0.05 if index == 0 else 0)
        leads.append(source.yielded - index)

    source = FakeSource(100, make_pixels=make_pixels)
    run(source, FakeSink(before=dawdle), lambda frame: Frame(make_pixels(), frame.index, frame.pts_seconds))
    # Two channels of three frames, and what each stage has in its hands.
    assert max(leads) <= 9
    assert max(most_alive) <= 14


ERROR = SourceError("it breaks")


def failing_dream(frame):
    fail(ERROR, at=5)(frame.index)
    return frame


@pytest.mark.parametrize(
    ("stage", "source", "dream", "sink"),
    [
        ("decoding", FakeSource(before=fail(ERROR, at=5)), same, FakeSink()),
        ("dreaming", FakeSource(), failing_dream, FakeSink()),
        ("encoding", FakeSource(), same, FakeSink(before=fail(ERROR, at=5))),
        ("encoding", FakeSource(5), same, FakeSink(on_finish=fail(ERROR))),
    ],
    ids=["the source", "the dream", "writing", "finishing"],
)
def test_an_error_ends_the_run_and_what_came_before_it_is_kept(stage, source, dream, sink):
    ERROR.__notes__ = []
    with pytest.raises(SourceError) as caught:
        run(source, sink, dream)
    assert caught.value is ERROR
    assert ERROR.__notes__ == [f"while {stage}", f"the frames before it are in '{REST}', which plays"]
    assert sink.written == [0, 1, 2, 3, 4]
    assert sink.ending == "abandoned"


def test_a_sink_that_does_not_open_leaves_nothing_to_name():
    sink = FakeSink(on_open=fail(SinkError("no room")))
    with pytest.raises(SinkError, match="no room") as caught:
        run(FakeSource(), sink)
    assert caught.value.__notes__ == ["while encoding"]
    assert (sink.written, sink.ending) == ([], "abandoned")


def test_the_first_error_wins():
    source_failed = threading.Event()

    def fail_at_two(index):
        if index == 2:
            source_failed.set()
            raise SourceError("first")

    def fail_later(index):
        if index == 1:
            source_failed.wait(PATIENCE_SECONDS)
            raise SinkError("second")

    sink = FakeSink(before=fail_later, on_abandon=fail(SinkError("third")))
    with pytest.raises(SourceError, match="first") as caught:
        run(FakeSource(before=fail_at_two), sink)
    assert caught.value.__notes__ == ["while decoding"]


def test_a_frame_in_the_middle_of_its_dream_is_given_up_when_the_sink_fails():
    in_the_middle = threading.Event()

    def write(_):
        in_the_middle.wait(PATIENCE_SECONDS)
        raise SinkError("the disk is full")

    def dream(frame):
        if frame.index == 1:
            in_the_middle.set()
            while not pipeline.should_stop():
                time.sleep(0.001)
            raise Stopped
        return frame

    pipeline = Pipeline(FakeSource(), FakeSink(before=write), threading.Event())
    with pytest.raises(SinkError, match="the disk is full"):
        pipeline.run(dream, nothing)


def test_a_source_without_frames_is_an_error():
    sink = FakeSink()
    with pytest.raises(SourceError, match="the input holds not a single frame") as caught:
        run(FakeSource(0), sink)
    assert caught.value.__notes__ == ["while decoding"]
    assert sink.ending == "abandoned"


def test_a_stop_finishes_with_what_is_dreamed_and_drops_the_frame_in_mid_dream():
    stop, sink = threading.Event(), FakeSink()

    def dream(frame):
        if frame.index == 3:
            stop.set()
            raise Stopped
        return frame

    finished = run(FakeSource(), sink, dream, stop=stop)
    assert (sink.written, sink.ending) == ([0, 1, 2], "finished")
    assert (finished.frames, finished.stopped) == (3, True)


def test_after_a_stop_a_sink_that_leaves_off_is_abandoned_and_otherwise_finished():
    stop = threading.Event()
    stopped, whole = FakeSink(before=lambda index: stop.set()), FakeSink()
    stopped.leaves_off = whole.leaves_off = True
    finished = run(FakeSource(), stopped, stop=stop)
    assert (stopped.ending, finished.stopped, finished.rest) == ("abandoned", True, REST)
    finished = run(FakeSource(3), whole)
    assert (whole.ending, finished.stopped, finished.rest) == ("finished", False, None)


def test_after_a_stop_no_frame_is_begun():
    stop, begun = threading.Event(), []

    def dream(frame):
        begun.append(frame.index)
        if frame.index == 3:
            stop.set()
        return frame

    finished = run(FakeSource(), FakeSink(), dream, stop=stop)
    assert begun == [0, 1, 2, 3]
    assert (finished.frames, finished.stopped) == (4, True)


def test_a_stop_before_the_first_frame_is_no_error_and_leaves_nothing():
    stop, sink = threading.Event(), FakeSink()
    stop.set()
    finished = run(FakeSource(), sink, stop=stop)
    assert (finished.frames, finished.stopped, sink.ending) == (0, True, "abandoned")


@pytest.mark.parametrize(
    "sink",
    [
        FakeSink(before=fail(Stopped("closed"), at=3)),
        FakeSink(on_open=fail(Stopped("closed"))),
        FakeSink(on_finish=fail(Stopped("closed"))),
    ],
    ids=["writing", "opening", "finishing"],
)
def test_a_reader_who_has_had_enough_stops_the_run_and_that_is_no_error(sink):
    finished = run(FakeSource(5 if sink.on_finish is not nothing else None), sink)
    assert (finished.frames, finished.stopped, sink.ending) == (len(sink.written), True, "abandoned")


def test_the_callers_event_is_only_read():
    stop = threading.Event()
    run(FakeSource(3), FakeSink(), stop=stop)
    with pytest.raises(SinkError):
        run(FakeSource(3), FakeSink(before=fail(SinkError("it breaks"), at=1)), stop=stop)
    assert not stop.is_set()


def interrupt(record):
    if record.done == 3:
        raise KeyboardInterrupt


def test_an_interrupted_callback_still_gets_the_film_finished():
    sink = FakeSink()
    with pytest.raises(KeyboardInterrupt):
        run(FakeSource(), sink, on_progress=interrupt)
    assert sink.ending == "finished"
    assert sink.written == list(range(len(sink.written)))
    assert len(sink.written) >= 3


def test_an_error_after_an_interrupt_is_told_as_its_cause():
    with pytest.raises(KeyboardInterrupt) as caught:
        run(FakeSource(), FakeSink(on_finish=fail(ERROR)), on_progress=interrupt)
    assert caught.value.__cause__ is ERROR


def test_a_thread_that_can_not_start_ends_those_that_did(monkeypatch):
    start = threading.Thread.start

    def start_all_but_one(thread):
        if thread.name == "encoding":
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_all_but_one)
    with pytest.raises(RuntimeError, match="can't start"):
        run(FakeSource(), FakeSink())


def test_between_two_frames_there_is_time_for_something_else_in_this_thread():
    waited, called = threading.Event(), []

    def idle():
        called.append(threading.current_thread())
        if len(called) > 3:
            waited.set()

    def dream(frame):
        assert waited.wait(PATIENCE_SECONDS)
        return frame

    sink = FakeSink()
    Pipeline(FakeSource(2), sink, threading.Event()).run(dream, nothing, idle)
    assert sink.written == [0, 1]
    assert set(called) == {threading.current_thread()}
