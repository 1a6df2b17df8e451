"""How old a camera's picture is when its dream is seen; camera, dream and time stand still unless they are moved."""

import threading
from fractions import Fraction

import numpy as np
import pytest

from dreamstream.frame import Frame, StreamInfo
from dreamstream.pipeline import Pipeline
from dreamstream.preview import Display, Preview
from dreamstream.sinks import LiveSink
from dreamstream.sources import Source
from dreamstream.sources.newest import Newest

PATIENCE_SECONDS = 60
FRAME_SECONDS, DREAM_SECONDS = 0.04, 0.15
PICTURES, DREAMS = 80, 12


class Time:
    """Moves only where it is told to."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class Camera(Source):
    """Its picture of every moment has that picture's number as its level."""

    def __init__(self, time):
        self.info = StreamInfo(4, 2, Fraction(25), Fraction(1, 25), is_live=True)
        self.newest = Newest(self._pictures(), time)
        self.time, self.taken = time, 0
        self.due, self.is_read = threading.Semaphore(1), threading.Event()

    def __iter__(self):
        for index, number in enumerate(self.newest):
            pixels = np.full((2, 4, 3), number, np.uint8)
            yield Frame(pixels, index, Fraction(number, 25), arrival=self.newest.arrival)

    def _pictures(self):
        for number in range(PICTURES):
            assert self.due.acquire(timeout=PATIENCE_SECONDS)
            self.taken = number + 1
            yield number
            # Asked for the next one: this one is where the newest is kept.
            self.is_read.set()

    def film(self, seconds):
        """Let time pass, and take every picture that is due."""
        end = self.time.now + seconds
        while self.taken < PICTURES and self.taken * FRAME_SECONDS <= end:
            self.time.now = self.taken * FRAME_SECONDS
            self.is_read.clear()
            self.due.release()
            assert self.is_read.wait(PATIENCE_SECONDS)
        self.time.now = end


class Eye(Display):
    """Remembers for every picture how long ago the camera took it, and what was written over it."""

    shortest_seconds = 0.0

    def __init__(self, time):
        self.time, self.ages, self.lines, self.seen = time, [], [], threading.Semaphore(1)

    def open(self, title, size):
        pass

    def show(self, picture):
        self.ages.append(self.time.now - int(picture.pixels[0, 0, 0]) * FRAME_SECONDS)
        self.lines.append(picture.lines[0])
        self.seen.release()

    def poll(self):
        return ()

    def close(self):
        pass


@pytest.fixture
def watched(monkeypatch, tmp_path):
    """Run the camera through a dream that is slower than it, and return the eye."""
    time = Time()
    monkeypatch.setattr("dreamstream.preview.turns.time.monotonic", time)
    monkeypatch.setattr("dreamstream.preview.turns.time.thread_time", lambda: 0.0)
    camera, eye, stop = Camera(time), Eye(time), threading.Event()

    def dream(frame):
        # The one before has been seen: how long a screen takes is its own affair.
        assert eye.seen.acquire(timeout=PATIENCE_SECONDS)
        camera.film(DREAM_SECONDS)
        if frame.index + 1 == DREAMS:
            stop.set()
        return Frame(frame.pixels, frame.index, frame.pts_seconds)

    with Preview(eye, stop, tmp_path / "out") as preview:
        Pipeline(camera, LiveSink(), stop).run(preview.tap(dream), preview.see, preview.poll)
        preview.poll()
    camera.film(PICTURES * FRAME_SECONDS)
    camera.newest.join()
    return eye


def test_the_picture_is_less_than_two_frames_older_than_its_dream_took(watched):
    assert len(watched.ages) == DREAMS
    assert max(watched.ages) < 2 * FRAME_SECONDS + DREAM_SECONDS


def test_the_lines_tell_that_age_and_what_was_dropped(watched):
    told = [line.split("  ")[2:] for line in watched.lines[1:]]
    assert [latency for latency, *_ in told] == [f"latency {1000 * age:.0f} ms" for age in watched.ages[:-1]]
    assert told[0][1:] == []
    assert told[-1][1].endswith(" dropped: the dream is slower than the camera")
    dropped = [int(rest[0].split()[0]) for _, *rest in told[1:]]
    assert dropped == sorted(set(dropped))
    assert dropped[-1] > 2 * DREAMS
