"""A stream in batches: the same frames in order, no more of them waiting than a batch has."""

from fractions import Fraction

import numpy as np
import pytest
import torch

from dreamstream.dreaming import Batch, Dreamer, DreamSettings, InBatches, Lookahead, Octaves, Target
from dreamstream.dreaming.replay import Replaying
from dreamstream.errors import Stopped
from dreamstream.frame import Frame
from dreamstream.network.recording import GraphRecorder
from dreamstream.schedule import Cycle


@pytest.fixture
def frames(rng):
    return [Frame(rng.integers(30, 220, (24, 30, 3), np.uint8), index, Fraction(index, 25)) for index in range(7)]


@pytest.fixture
def dreamer(small_network):
    settings = DreamSettings(Cycle((Target("mix/output"),), 1), Octaves(2, 1.4, 1), blend=1.0, jitter=5)
    return lambda should_stop=lambda: False: Dreamer(small_network, settings, lambda pixels, _: pixels, should_stop)


def indices(frames):
    return [frame.index for frame in frames]


def test_a_frame_comes_when_its_batch_is_there(frames):
    read = []
    lookahead = Lookahead(Batch(3))
    coming = lookahead(read.append(frame) or frame for frame in frames)
    seen = [(frame.index, len(read), indices(lookahead.frames)) for frame in coming]
    first, second, last = [0, 1, 2], [3, 4, 5], [6]
    whole = [(index, 3, first) for index in first] + [(index, 6, second) for index in second]
    assert seen == [*whole, (6, 7, last)]


def test_batches_are_the_same_wherever_a_stream_begins(frames):
    lookahead = Lookahead(Batch(3))
    assert [indices(lookahead.frames) for _ in lookahead(frames[2:])] == [[2], *[[3, 4, 5]] * 3, [6]]


def test_every_frame_is_dreamed_as_it_is_alone(dreamer, frames):
    lookahead = Lookahead(Batch(3))
    dream = InBatches(dreamer(), lookahead)
    dreamed = [dream(frame) for frame in lookahead(frames)]
    assert indices(dreamed) == indices(frames)
    for ours, alone in zip(dreamed, map(dreamer(), frames), strict=True):
        assert np.abs(ours.pixels.astype(int) - alone.pixels).max() <= 1


def test_frames_ask_for_their_gradients_together_where_they_would_be_replayed_alone(dreamer, frames, graphs):
    lookahead, dreaming = Lookahead(Batch(3)), dreamer()
    dreaming.stepper = Replaying(GraphRecorder(torch.device("cpu")))
    dream = InBatches(dreaming, lookahead)
    for frame in lookahead(frames):
        dream(frame)
    assert graphs == []


def test_who_begins_within_a_batch_still_has_exactly_the_same(dreamer, frames):
    whole, later = (Lookahead(Batch(3)) for _ in range(2))
    dream, again = InBatches(dreamer(), whole), InBatches(dreamer(), later)
    unbroken = [dream(frame).pixels for frame in whole(frames)]
    again.restore(dream.state())
    rest = [again(frame).pixels for frame in later(frames) if frame.index >= 4]
    assert all(map(np.array_equal, rest, unbroken[4:]))


def test_a_stop_loses_the_batch(dreamer, frames):
    lookahead = Lookahead(Batch(3))
    steps = []
    dream = InBatches(dreamer(lambda: len(steps) > 7 or steps.append(0)), lookahead)
    coming = lookahead(frames)
    assert [dream(next(coming)).index for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Stopped):
        dream(next(coming))
