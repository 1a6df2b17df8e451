"""Several streams that each feed on themselves, led by one thread: none waits for ever or suffers for another."""

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from threading import get_ident

import numpy as np
import pytest
import torch

from dreamstream.dreaming import Dreamer, DreamSettings, Ensemble, Octaves, Target
from dreamstream.dreaming.replay import Replaying
from dreamstream.errors import Stopped
from dreamstream.frame import Frame
from dreamstream.network import Network
from dreamstream.network.recording import GraphRecorder
from dreamstream.schedule import Cycle


@pytest.fixture
def dreamer(small_network):
    settings = DreamSettings(Cycle((Target("mix/output"),), 1), Octaves(2, 1.4, 2), jitter=5)
    return lambda should_stop=lambda: False: Dreamer(small_network, settings, lambda pixels, _: pixels, should_stop)


@pytest.fixture
def runs(monkeypatch):
    """Of how many pictures each run of the network is, and in which thread."""
    runs = []
    differentiate = Network.differentiate

    def noted(network, data, *goal):
        runs.append((len(data), get_ident()))
        return differentiate(network, data, *goal)

    monkeypatch.setattr(Network, "differentiate", noted)
    return runs


def film(seed, count=3):
    pixels = np.random.default_rng(seed).integers(30, 220, (24, 30, 3), np.uint8)
    return [Frame(pixels, index, Fraction(index, 25)) for index in range(count)]


def dreamed(network, dreamers, films):
    """Return what each film's thread ended with: its dreamed frames, or what was raised."""
    ensemble = Ensemble(network, len(films))

    def stream(dream, frames):
        ensemble.join(dream)
        try:
            return [dream(frame).pixels for frame in frames]
        except Exception as error:
            return error
        finally:
            ensemble.leave()

    with ThreadPoolExecutor() as pool:
        streams = [pool.submit(stream, dream, frames) for dream, frames in zip(dreamers, films, strict=True)]
        pool.submit(ensemble.conduct).result()
        return [each.result() for each in streams]


def test_the_frames_of_all_go_through_the_network_at_once_in_one_thread(small_network, dreamer, runs):
    dreamed(small_network, [dreamer() for _ in range(3)], [film(seed) for seed in range(3)])
    assert {count for count, _ in runs} == {3}
    assert len(runs) == 3 * 2 * 2
    assert len({thread for _, thread in runs}) == 1


def test_each_stream_feeds_on_itself_as_it_does_alone(small_network, dreamer):
    films = [film(seed) for seed in range(3)]
    together = dreamed(small_network, [dreamer() for _ in films], films)
    for frames, ours in zip(films, together, strict=True):
        alone = dreamer()
        for frame, pixels in zip(frames, ours, strict=True):
            # A rounded sum may make a grey level here and there another.
            assert np.abs(alone(frame).pixels.astype(int) - pixels).mean() < 0.05


def test_a_stream_that_has_ended_is_not_waited_for(small_network, dreamer, runs):
    short, long = dreamed(small_network, [dreamer(), dreamer()], [film(0, 1), film(1, 3)])
    assert (len(short), len(long)) == (1, 3)
    assert [count for count, _ in runs] == [2] * 4 + [1] * 8


def test_what_one_raises_is_its_own(small_network, dreamer):
    steps = []
    stopped = dreamer(lambda: len(steps) > 5 or steps.append(0))
    ended, whole = dreamed(small_network, [stopped, dreamer()], [film(0), film(1)])
    assert isinstance(ended, Stopped)
    assert len(whole) == 3


def test_a_network_that_fails_ends_all(small_network, dreamer, monkeypatch):
    def broken(*_):
        raise MemoryError("the card is gone")

    monkeypatch.setattr(Network, "differentiate", broken)
    ends = dreamed(small_network, [dreamer(), dreamer()], [film(0), film(1)])
    assert [str(end) for end in ends] == ["the card is gone"] * 2


def test_steps_go_together_where_they_would_be_replayed_alone(small_network, dreamer, graphs):
    dreamers = [dreamer(), dreamer()]
    for each in dreamers:
        each.stepper = Replaying(GraphRecorder(torch.device("cpu")))
    dreamed(small_network, dreamers, [film(0), film(1)])
    assert graphs == []
