"""Hands on a render that runs: what they do in its first frame, in its last, and when they end it in the middle."""

import threading
from pathlib import Path

import numpy as np
import pytest

from dreamstream import Recipe, render
from dreamstream.dreaming import Ascent
from dreamstream.embedded import read_tables
from dreamstream.preview import Display, Preview
from dreamstream.steering.wishes import Strength, Wish
from dreamstream.tables import Act

SEED = Path(__file__).parents[1] / "data" / "seed.jpg"
FRAMES = 4
PATIENCE_SECONDS = 60


class Hands(Display):
    """Does something in the middle of a frame's dream, which goes on only when it has been seen."""

    shortest_seconds = 0.0

    def __init__(self, script):
        self.script, self.gestures = dict(script), ()
        self.is_due, self.is_seen = threading.Event(), threading.Event()

    def act_in(self, frame):
        """Be called by the thread that dreams a frame."""
        if frame in self.script:
            self.gestures = self.script.pop(frame)
            self.is_seen.clear()
            self.is_due.set()
            assert self.is_seen.wait(PATIENCE_SECONDS)

    def open(self, title, size):
        pass

    def show(self, picture):
        pass

    def poll(self):
        if self.is_due.is_set():
            self.is_due.clear()
            return self.gestures
        if self.gestures:
            # What the poll before has handed out is done.
            self.gestures = ()
            self.is_seen.set()
        return ()

    def close(self):
        pass


@pytest.fixture
def made(small_model):
    prototxt, weights = small_model
    model = {"name": str(prototxt), "weights": str(weights), "device": "cpu", "precision": "float32"}
    dream = {"end": "mix/output", "octaves": 1, "iterations": 2, "jitter": 2}
    source = {"frames": FRAMES, "size": "48x36"}
    return Recipe.parse({"model": model, "dream": dream, "source": source, "sink": {"codec": "ffv1"}})


@pytest.fixture
def steer(made, tmp_path, monkeypatch):
    """Render a film by hands that act at these frames, and return how it ended and the acts beside it, if any."""

    def steer(script, before=()):
        hands, dreamed = Hands(script), []
        stepping = Ascent.stepping

        def acting(ascent, *rest, **more):
            dreamed.append(None)
            # Two steps make a frame; hands act in its first.
            if len(dreamed) % 2:
                hands.act_in(len(dreamed) // 2)
            return stepping(ascent, *rest, **more)

        stop = threading.Event()
        with monkeypatch.context() as patch:
            patch.setattr(Ascent, "stepping", acting)
            with Preview(hands, stop, tmp_path / "out") as preview:
                for wish in before:
                    preview.hands.wish(wish)
                finished = render(made, SEED, tmp_path / "out.mkv", stop=stop, preview=preview)
        recorded = tmp_path / "out.acts.toml"
        return finished, Recipe.load(recorded) if recorded.exists() else None

    return steer


def test_whoever_finishes_in_the_first_frame_leaves_nothing(tmp_path, steer):
    # What was wished for before it has become an act of its, which a file may have told of by then.
    finished, recorded = steer({0: (Wish.DISTORT, "q")}, before=(Strength(2),))
    assert (finished.frames, finished.stopped, recorded) == (0, True, None)
    assert list(tmp_path.glob("out*")) == []


def test_what_is_done_while_a_frame_is_dreamed_is_done_with_the_next(steer):
    _, recorded = steer({0: (Wish.STRONGER, Wish.STRONGER), 1: (Wish.WEAKER,)})
    assert recorded.act == (Act(frame=1, amount=1.562), Act(frame=2, amount=1.25))


@pytest.mark.parametrize("last", [(Strength(3),), (Strength(3), " ")])
def test_an_act_of_the_last_frame_is_in_the_film_and_one_that_comes_later_nowhere(
    tmp_path, made, steer, read_film, last
):
    finished, recorded = steer({FRAMES - 2: (Strength(2),), FRAMES - 1: last})
    assert (finished.frames, finished.stopped) == (FRAMES, False)
    assert recorded.act == Recipe.parse(read_tables(tmp_path / "out.mkv")).act == (Act(frame=FRAMES - 1, amount=2),)
    for name, acts in (("again.mkv", recorded.act), ("plain.mkv", ())):
        render(made.model_copy(update={"act": acts}), SEED, tmp_path / name)
    film, again, plain = (
        [pixels for _, pixels in read_film(tmp_path / name)] for name in ("out.mkv", "again.mkv", "plain.mkv")
    )
    np.testing.assert_array_equal(film, again)
    assert not np.array_equal(film[-1], plain[-1])


@pytest.mark.parametrize("end", [("q",), (Strength(2), " ", "q"), (Strength(2), "q")])
def test_an_act_of_a_frame_that_hands_end_the_film_in_is_in_neither_recipe(tmp_path, steer, end):
    finished, recorded = steer({0: (Wish.DISTORT,), 1: (Wish.STRONGER,), 2: end})
    assert (finished.frames, finished.stopped) == (2, True)
    assert recorded.act == Recipe.parse(read_tables(tmp_path / "out.mkv")).act == (Act(frame=1, distorted=False),)
    assert recorded.source.frames == 2
