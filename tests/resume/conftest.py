"""What tests of going on share: a state, and a render that breaks off."""

from fractions import Fraction

import av
import numpy as np
import pytest

from dreamstream import Recipe
from dreamstream.dreaming import Dreamer, DreamState
from dreamstream.dreaming.carrying import LastDream
from dreamstream.dreaming.state import plain
from dreamstream.errors import SourceError
from dreamstream.frame import Moment
from dreamstream.resume import journal
from dreamstream.resume.saved import Saved
from dreamstream.sinks.resumable import Piece
from dreamstream.sources.base import Mark
from dreamstream.steering.past import Past
from dreamstream.tables import Act

COUNT = 16
"""Frames of the film; the input has as many more."""


@pytest.fixture
def saved():
    """A state with something in every place; its numbers are such that text would lose some."""
    carried = np.random.default_rng(0).normal(100, 80, (6, 8, 3)).astype(np.float32)
    flow = plain(
        LastDream(carried.astype(np.uint8), carried, carried, carried[..., 0], Moment(44, Fraction(9, 5)), (0.1,))
    )
    dream = DreamState(carried, turn=3, looks=np.ones((2, 12, 24), np.float32), first_change=1 / 3, **flow)
    pieces = (Piece(40, Fraction(0)), Piece(7, Fraction(40 * 1001, 30000)))
    last = Mark(44, Fraction(9, 5), "0123", began_seconds=Fraction(1, 3))
    acts = (Act(frame=3, amount=1 / 3), Act(frame=46, end="mix", start="picture", centre=(0.2, 0.3)))
    past = Past(47, acts, ((3, Fraction(3, 25)), (45, Fraction(9, 5))), "film.acts.toml")
    return Saved({"the input": "fingerprint 0", "dream.seed": "0"}, last, dream, pieces, past)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a video at uneven times, and another to guide by."""
    monkeypatch.chdir(tmp_path)
    # So that each state is written as soon as it can be.
    monkeypatch.setattr(journal, "_LEAST_SECONDS", 0)
    monkeypatch.setattr(journal, "_MOST_OF_THE_TIME", 1e9)
    pictures = np.random.default_rng(0).integers(0, 256, (2 * COUNT, 3, 4, 3), np.uint8).repeat(12, 1).repeat(12, 2)
    for name, count in (("in.mkv", 2 * COUNT), ("guide.mkv", 3)):
        with av.open(name, "w") as container:
            stream = container.add_stream("ffv1", rate=25, width=48, height=36, pix_fmt="bgr0")
            for index, pixels in enumerate(pictures[:count]):
                frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
                frame.pts, frame.time_base = 40 * index + index % 3, Fraction(1, 1000)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))


@pytest.fixture
def recipe(small_model):
    """The recipe of a quick render of every frame without loss, with these tables over it."""
    prototxt, weights = small_model
    quick = {
        "model": {"name": str(prototxt), "weights": str(weights), "device": "cpu", "precision": "float32"},
        "dream": {"end": "mix/output", "octaves": 1, "iterations": 1, "jitter": 4},
        "evolve": {"ends": ["conv1"]},
        "source": {"frames": COUNT},
        "sink": {"codec": "ffv1"},
    }
    return lambda **tables: Recipe.parse(quick).merge(Recipe.parse(tables))


@pytest.fixture
def broken_at(monkeypatch):
    """Let a dream fail at a frame, if at any."""
    whole = Dreamer.dreaming

    def broken_at(index):
        def fail(dreamer, frame):
            if frame.index == index:
                raise SourceError("the cable was pulled out")
            return whole(dreamer, frame)

        monkeypatch.setattr(Dreamer, "dreaming", fail)

    return broken_at
