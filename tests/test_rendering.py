"""A render within a budget, on a machine whose pace is a number, and its acts rendered again."""

import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from memory_sink import MemorySink

from dreamstream import Recipe, render, rendering
from dreamstream.dreaming import Ascent, Meter
from dreamstream.errors import UsageError
from dreamstream.preview import Display, Preview

SEED = Path(__file__).parent / "data" / "seed.jpg"
WIDTH, HEIGHT = 64, 48
STEP_SECONDS = 0.2
"""At the full size, while the machine is fast."""
SLOW_FROM, SLOW_UNTIL, SLOWER = 5.0, 24.0, 4


class Restarting(Display):
    """Is asked by hand to begin again after some frames; its sink waits for that."""

    def __init__(self, after):
        self.sink, self.after, self.done = MemorySink(), after, threading.Event()
        self.sink.write = self._write

    def _write(self, frame):
        self.sink.frames.append(frame)
        if frame.index == self.after:
            assert self.done.wait(60)

    def open(self, title, size):
        pass

    def show(self, picture):
        pass

    def poll(self):
        if len(self.sink.frames) <= self.after or self.done.is_set():
            return ()
        self.done.set()
        return ("r",)

    def close(self):
        pass


@pytest.fixture
def machine(monkeypatch):
    """Let steps take their time by their pixels, on a clock that nothing else moves."""
    times = [0.0]
    stepping = Ascent.stepping

    def timed(self, data, shift, **more):
        pace = SLOWER if SLOW_FROM <= times[-1] < SLOW_UNTIL else 1
        times.append(times[-1] + pace * STEP_SECONDS * data.shape[2] * data.shape[3] / (WIDTH * HEIGHT))
        return stepping(self, data, shift, **more)

    monkeypatch.setattr(Ascent, "stepping", timed)
    monkeypatch.setattr("dreamstream.rendering.Meter", partial(Meter, clock=lambda: times[-1]))
    seconds_per_pixel = STEP_SECONDS / (WIDTH * HEIGHT), 0.0
    monkeypatch.setattr("dreamstream.rendering.Trial.seconds_per_pixel", lambda trial: seconds_per_pixel)


@pytest.fixture
def recipe(small_model):
    """Return a recipe with this budget, and these tables over it."""
    prototxt, caffemodel = small_model
    dream = {"end": "mix/output", "octaves": 2, "octave_scale": 1.4, "iterations": 4, "jitter": 2}
    quick = {
        "model": {"name": str(prototxt), "weights": caffemodel, "device": "cpu", "precision": "float32"},
        "source": {"frames": 28, "size": f"{WIDTH}x{HEIGHT}"},
        "distort": [{"type": "zoom"}],
    }

    def recipe(budget, **tables):
        within = Recipe.parse({"dream": {**dream, "budget_seconds": budget}})
        return Recipe.parse(quick).merge(within).merge(Recipe.parse(tables))

    return recipe


@pytest.fixture
def film(recipe, tmp_path):
    """A short video of the picture."""
    render(recipe(None, dream={"motion_only": True}), SEED, tmp_path / "film.mkv")
    return tmp_path / "film.mkv"


def rendered(asked, source):
    sink = MemorySink()
    render(asked, source, sink)
    return [frame.pixels for frame in sink.frames]


@pytest.mark.usefixtures("machine")
def test_it_follows_the_machine_and_what_it_picked_is_rendered_again_frame_by_frame_the_same(recipe, tmp_path):
    live = MemorySink()
    with Preview(None, threading.Event(), tmp_path / "out") as preview:
        render(recipe("1s"), SEED, live, preview=preview)
    recorded = Recipe.load(tmp_path / "out.acts.toml")
    # A step at both sizes takes 0.3 s; once it is slow, 1.2 s.
    limits = [act.limit for act in recorded.act]
    assert (limits[0], min(limits), limits[-1]) == ((2, 3), (1, 1), (2, 2))
    assert len(limits) <= 5
    assert recorded.dream.budget_seconds is None
    for frame, again in zip(live.frames, rendered(recorded, SEED), strict=True):
        np.testing.assert_array_equal(frame.pixels, again)


@pytest.mark.usefixtures("machine")
def test_a_budget_and_hands_go_together(recipe, tmp_path):
    display = Restarting(after=6)
    with Preview(display, threading.Event(), tmp_path / "out") as preview:
        render(recipe("1s"), SEED, display.sink, preview=preview)
    recorded = Recipe.load(tmp_path / "out.acts.toml")
    (restart,) = (act.frame for act in recorded.act if act.start)
    # With the recipe's settings all of its steps are back, and have to be left out again.
    assert [act.limit for act in recorded.act if act.frame == restart and act.limit]
    for frame, again in zip(display.sink.frames, rendered(recorded, SEED), strict=True):
        np.testing.assert_array_equal(frame.pixels, again)


@pytest.mark.usefixtures("machine")
def test_of_a_video_the_few_steps_are_counted_of_frames_whose_dream_goes_on(recipe, film, tmp_path):
    live = MemorySink()
    with Preview(None, threading.Event(), tmp_path / "out") as preview:
        # From the second frame on half of the steps are wanted, which fit.
        render(recipe("0.7s", dream={"strength": 0.5}), film, live, preview=preview)
    recorded = Recipe.load(tmp_path / "out.acts.toml")
    assert [(act.frame, act.limit) for act in recorded.act][:1] == [(0, (2, 2))]
    for frame, again in zip(live.frames, rendered(recorded, film), strict=True):
        np.testing.assert_array_equal(frame.pixels, again)


@pytest.mark.parametrize(("flow", "foresees"), [("dis", True), ("none", False)])
def test_on_a_card_a_video_that_flows_is_looked_at_ahead_and_is_the_same(recipe, film, monkeypatch, flow, foresees):
    few, made = recipe(None, source={"frames": 5}, dream={"flow": flow}), []
    expected = rendered(few, film)
    foresee = rendering.Foreseeing
    monkeypatch.setattr(rendering, "Foreseeing", lambda: made.append(foresee()) or made[-1])
    monkeypatch.setattr(rendering, "copies_by_itself", lambda _: True)
    for frame, plain in zip(rendered(few, film), expected, strict=True):
        np.testing.assert_array_equal(frame, plain)
    assert bool(made) is foresees


@pytest.mark.usefixtures("machine")
def test_a_budget_that_is_enough_changes_nothing(recipe, tmp_path):
    short = {"source": {"frames": 6}}
    live = MemorySink()
    with Preview(None, threading.Event(), tmp_path / "out") as preview:
        render(recipe("30s", **short), SEED, live, preview=preview)
    assert preview.recorded is None
    for frame, plain in zip(live.frames, rendered(recipe(None, **short), SEED), strict=True):
        np.testing.assert_array_equal(frame.pixels, plain)


@pytest.mark.usefixtures("machine")
def test_unfinished_octaves_are_those_that_are_dreamed(recipe, tmp_path):
    with Preview(None, threading.Event(), tmp_path / "out", shows_octaves=True) as preview:
        sizes = []
        preview.octave = lambda pixels: sizes.append(pixels.shape[:2])
        render(recipe("0.25s", source={"frames": 1}), SEED, MemorySink(), preview=preview)
    assert sizes == [(HEIGHT, WIDTH)]


def test_a_loop_that_closes_has_no_budget(recipe):
    with pytest.raises(UsageError, match="what a budget leaves out does not come back"):
        render(recipe("1s", dream={"seamless": True}), SEED, MemorySink())
