"""What lies between the dream and a display; the display here is a list."""

import threading
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from dreamstream.errors import DisplayError
from dreamstream.frame import Arrival, Frame
from dreamstream.preview import CLOSED, Display, Preview
from dreamstream.preview.keys import OWN_KEYS
from dreamstream.preview.recording import Recording
from dreamstream.progress import Finished, Started
from dreamstream.recipe import Recipe
from dreamstream.steering.past import Past
from dreamstream.steering.wishes import Point, Strength, Wish
from dreamstream.tables import Act

STARTED = Started("motif", ("motif4",), "cpu", (4, 2), Fraction(24), 240)


class FakeDisplay(Display):
    """Remembers what it was shown; hands out ``gestures`` once."""

    shortest_seconds = 0.0

    def __init__(self):
        self.shown, self.gestures, self.is_closed, self.error = [], [], False, None

    def open(self, title, size):
        pass

    def show(self, picture):
        if self.error:
            raise self.error
        self.shown.append(picture)

    def poll(self):
        gestures, self.gestures = tuple(self.gestures), []
        return gestures

    def close(self):
        self.is_closed = True


@pytest.fixture
def display():
    return FakeDisplay()


@pytest.fixture
def clock(monkeypatch):
    """Return a list whose last entry is the time."""
    times = [100.0]
    monkeypatch.setattr("dreamstream.preview.turns.time.monotonic", lambda: times[-1])
    monkeypatch.setattr("dreamstream.preview.turns.time.thread_time", lambda: 0.0)
    return times


@pytest.fixture
def preview(display, tmp_path, clock):
    return Preview(display, threading.Event(), tmp_path / "out", preset="zoom", shows_octaves=True)


def frame(index, level=0):
    return Frame(np.full((2, 4, 3), level, np.uint8), index, Fraction(index, 24))


def dreamed(preview, *levels):
    tapped = preview.tap(lambda each: each)
    for index, level in enumerate(levels):
        assert tapped(frame(index, level)).index == index


def levels(display):
    return [int(picture.pixels[0, 0, 0]) for picture in display.shown]


def test_the_newest_frame_is_shown_once_and_nothing_while_there_is_none(preview, display):
    preview.poll()
    dreamed(preview, 10, 20, 30)
    preview.poll()
    preview.poll()
    assert levels(display) == [30]
    assert display.shown[0].lines[0].startswith("frame 3")


def test_after_a_picture_that_was_dear_to_show_and_to_paint_the_next_one_waits(preview, display, clock, monkeypatch):
    # 6 ms in all are 3 % of two processors in 100 ms; a window paints when it is polled.
    spent, shows, paints = [0.0], display.show, iter([0.0, 0.002])
    monkeypatch.setattr("dreamstream.preview.turns.time.thread_time", lambda: spent[0])
    monkeypatch.setattr("dreamstream.preview.turns.os.cpu_count", lambda: 2)
    monkeypatch.setattr(display, "show", lambda picture: (shows(picture), spent.append(spent.pop() + 0.004)))
    monkeypatch.setattr(display, "poll", lambda: spent.append(spent.pop() + next(paints, 0.0)) or ())
    dreamed(preview, 10)
    preview.poll()
    dreamed(preview, 20)
    for now in (100.05, 100.09):
        clock.append(now)
        preview.poll()
        assert levels(display) == [10]
    clock.append(100.11)
    preview.poll()
    assert levels(display) == [10, 20]


def test_of_a_camera_it_is_told_how_soon_a_picture_is_seen(preview, display, clock):
    tapped = preview.tap(lambda each: each)
    for index, now in enumerate((100.0, 100.05)):
        clock.append(now)
        tapped(replace(frame(index), arrival=Arrival(now - 0.05, 3)))
        preview.poll()
    assert len(display.shown) == 2
    assert "latency 50 ms  3 dropped" in display.shown[-1].lines[0]


def test_an_unfinished_frame_is_wanted_only_where_no_finished_one_waits(preview, display):
    assert preview.wants_octave
    preview.octave(np.full((1, 2, 3), 7, np.uint8))
    assert not preview.wants_octave
    dreamed(preview, 10)
    preview.poll()
    assert levels(display) == [10]
    assert preview.wants_octave


def test_gestures_become_wishes(preview, display):
    preview.begin(Recipe())
    display.gestures = ["p", Point(0.2, 0.3), "left", "?"]
    preview.poll()
    assert preview.hands.take() == (Wish.NEXT_PRESET, Point(0.2, 0.3), Wish.LEFT)


def test_what_hands_do_elsewhere_counts_too_and_needs_no_display(tmp_path):
    gestures, stop = [(Strength(2), "s", "q")], threading.Event()
    with Preview(None, stop, tmp_path / "out", controls=lambda: gestures.pop() if gestures else ()) as preview:
        preview.begin(Recipe())
        dreamed(preview, 10)
        preview.poll()
        preview.poll()
        assert not preview.wants_octave
    assert preview.hands.take() == (Strength(2),)
    assert stop.is_set()
    assert [path.name for path in tmp_path.iterdir()] == ["out-000000.png"]


@pytest.mark.parametrize("gesture", ["q", CLOSED])
def test_whoever_finishes_or_closes_it_asks_the_render_to_stop(display, tmp_path, gesture):
    stop = threading.Event()
    display.gestures = [gesture]
    Preview(display, stop, tmp_path / "out").poll()
    assert stop.is_set()
    assert display.is_closed == (gesture == CLOSED)


def test_the_lines_go_and_come_and_a_key_is_answered_at_once(preview, display):
    preview.begin(Recipe())
    dreamed(preview, 10)
    preview.poll()
    for _ in range(2):
        display.gestures = ["h"]
        preview.poll()
    display.gestures = [" "]
    preview.poll()
    assert [len(picture.lines) for picture in display.shown] == [2, 0, 2, 2]
    assert [bool(picture.keys) for picture in display.shown] == [True, False, True, True]
    assert "held" in display.shown[-1].lines[1]


def test_a_snapshot_is_of_the_last_finished_frame(preview, display, tmp_path):
    display.gestures = ["s"]
    preview.poll()
    dreamed(preview, 10, 20)
    display.gestures = ["s"]
    preview.poll()
    assert [path.name for path in tmp_path.iterdir()] == ["out-000001.png"]
    assert display.shown[-1].lines[-1] == "saved out-000001.png"


def test_acts_are_kept_while_they_are_done_and_in_the_end_with_the_number_of_frames(preview, tmp_path):
    preview.begin(Recipe.parse({"dream": {"octaves": 2}}))
    preview.hands.acts = (Act(frame=3, amount=2),)
    preview.poll()
    assert Recipe.load(tmp_path / "out.acts.toml").source.frames is None
    preview.see(Finished(50, 1.0, stopped=True))
    assert Recipe.load(tmp_path / "out.acts.toml").source.frames == 50


def test_acts_are_written_down_as_seldom_as_that_is_dear_but_none_is_lost(preview, tmp_path, clock, monkeypatch):
    took_a_second = iter([0.0, 1.0])
    monkeypatch.setattr("dreamstream.preview.turns.time.thread_time", lambda: next(took_a_second, 1.0))
    monkeypatch.setattr("dreamstream.preview.turns.os.cpu_count", lambda: 1)
    preview.begin(Recipe())
    written = []

    def act_at(seconds):
        clock.append(seconds)
        preview.hands.acts += (Act(frame=len(written), amount=2),)
        preview.poll()
        written.append(len(Recipe.load(tmp_path / "out.acts.toml").act))

    with preview:
        # A second is 3 % of 33.
        for seconds in (100.0, 101.0, 133.0, 134.0):
            act_at(seconds)
        preview.hands.acts += (Act(frame=9, amount=2),)
    assert written == [1, 1, 1, 4]
    assert len(Recipe.load(tmp_path / "out.acts.toml").act) == 5


def test_what_can_not_be_steered_is_only_watched(preview, display):
    display.gestures = [" ", "p", Point(0.2, 0.3)]
    dreamed(preview, 10)
    preview.poll()
    assert (preview.hands.is_held, preview.hands.take()) == (False, ())
    assert display.shown[-1].keys == OWN_KEYS


def test_without_acts_nothing_is_written(preview, tmp_path):
    preview.begin(Recipe())
    preview.see(STARTED)
    preview.poll()
    preview.see(Finished(50, 1.0, stopped=False))
    assert list(tmp_path.iterdir()) == []
    assert preview.recorded is None


def test_a_display_that_fails_is_told_of_and_closed_and_the_render_goes_on(preview, display, caplog):
    display.error = DisplayError("the cable is out")
    for level in (10, 20):
        dreamed(preview, level)
        preview.poll()
    assert caplog.messages == ["the cable is out; the render goes on without a preview"]
    assert display.is_closed


def test_it_closes_its_display(preview, display):
    with preview:
        assert not display.is_closed
    assert display.is_closed


def test_a_display_that_fails_lets_go_of_a_dream_that_was_held_there(preview, display):
    preview.begin(Recipe())
    display.gestures = [" "]
    preview.poll()
    assert preview.hands.is_held
    dreamed(preview, 10)
    display.error = DisplayError("the cable is out")
    preview.poll()
    assert not preview.hands.is_held


def test_what_is_in_no_frame_of_the_film_is_kept_no_longer(preview, tmp_path):
    preview.begin(Recipe())
    preview.hands.acts = (Act(frame=0, amount=2), Act(frame=1, amount=3))
    preview.poll()
    preview.hands.lose(1)
    preview.poll()
    assert Recipe.load(tmp_path / "out.acts.toml").act == (Act(frame=0, amount=2),)
    preview.hands.lose(0)
    preview.close()
    assert list(tmp_path.iterdir()) == []
    assert preview.recorded is None


def test_what_an_earlier_run_recorded_is_gone_on_with(preview, tmp_path):
    kept, lost = Act(frame=3, amount=2), Act(frame=7, amount=3)
    Recording(tmp_path / "out").keep(Recipe(), (kept, lost))
    preview.hands.go_on(Past(frames=5, acts=(kept,), record="out.acts.toml"))
    preview.begin(Recipe())
    assert preview.hands.coming == (lost,)
    # Were it broken off now, all of it would still be known.
    preview.poll()
    assert Recipe.load(tmp_path / "out.acts.toml").act == (kept, lost)
    preview.see(Finished(6, 1.0, stopped=True))
    assert Recipe.load(tmp_path / "out.acts.toml").act == (kept,)


def test_where_nobody_can_do_anything_there_are_no_hands(display, tmp_path):
    stop = threading.Event()
    assert Preview(display, stop, tmp_path / "out").has_hands
    assert Preview(None, stop, tmp_path / "out", controls=tuple).has_hands
    assert not Preview(None, stop, tmp_path / "out").has_hands
