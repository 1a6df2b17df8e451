"""The ways that are compared, each as two calls: one step, and one frame of the classic dream."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
import torch

from dreamstream.benchmark.peers import PeersNetwork, classic_frame
from dreamstream.caffe.spec import NetworkSpec
from dreamstream.dreaming import L2, Ascent, Goal, Octaves, climb
from dreamstream.dreaming.dreamer import random_shift
from dreamstream.dreaming.octaves import sizes
from dreamstream.dreaming.replay import stepper_for
from dreamstream.errors import ModelError, UsageError
from dreamstream.frame import FloatPixels
from dreamstream.network import MEAN_BGR, CaffeNetwork, Network
from dreamstream.network.device import choose
from dreamstream.network.preprocessing import to_network
from dreamstream.network.recording import recorder_for

Size = tuple[int, int]
"""(width, height) in pixels."""

PEERS = "PyTorch, the usual way"
ORIGINAL = "BVLC Caffe"
_STEP_SIZE, _JITTER = 1.5, 32


@dataclass(frozen=True, eq=False)
class Task:
    """What every contender computes: one network with weights, one layer, one size."""

    spec: NetworkSpec
    end: str
    size: Size = (640, 360)
    octaves: Octaves = field(default_factory=Octaves)
    """Of the classic frame."""

    @property
    def picture(self) -> FloatPixels:
        """Return the picture that is dreamed: noise, the same every time."""
        width, height = self.size
        return np.random.RandomState(1).uniform(0, 255, (height, width, 3)).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Contender:
    """One way of computing the task."""

    name: str
    precision: str
    step: Callable[[], object]
    """Forward and gradient at the full size, the data already in the network's space."""
    frame: Callable[[], object]
    """The classic frame, picture in and out."""


def contenders(task: Task, device: str, precisions: tuple[str, ...]) -> Iterator[Contender]:
    """Yield the usual way, the original where it is installed, and ours in each precision once.

    Raises:
        UsageError: no such device or precision.
        ModelError: as ``Network`` and ``PeersNetwork``.
    """
    own = [ours(task, device, precision) for precision in precisions]
    yield _peers(task, device)
    # Where it is not installed it is refused, like any engine that is not there.
    with suppress(UsageError):
        yield _by(CaffeNetwork(task.spec), ORIGINAL, "float32", task)
    yield from {each.precision: each for each in own}.values()


def ours(task: Task, device: str, precision: str) -> Contender:
    """Return our own way; raises as ``Network``."""
    network = Network(task.spec, device=device, precision=precision)
    chosen = str(network.placement.dtype).removeprefix("torch.")
    return _by(network, f"dreamstream {chosen}", chosen, task)


def _by(network: Network | CaffeNetwork, name: str, precision: str, task: Task) -> Contender:
    device = network.placement.device
    data = to_network(task.picture, network.mean_bgr, device)
    ascent = Ascent(network, (Goal(task.end, L2()),), _STEP_SIZE, clip=True, stepper=stepper_for(device))
    shift = random_shift(0, 0, _JITTER)

    def step() -> object:
        return network.differentiate(data, task.end, lambda activation: activation)

    return Contender(
        name, precision, _as_in_a_dream(step, device), lambda: climb(ascent, task.picture, task.octaves, shift)
    )


def _as_in_a_dream(step: Callable[[], object], device: torch.device) -> Callable[[], object]:
    """Return the step as a dream takes it from its second frame on: replayed where it can be."""
    recorder = recorder_for(device)
    if recorder is None:
        return step
    try:
        recording = recorder.record(step)
    except (RuntimeError, ModelError):
        return step

    def replayed() -> object:
        recording.replay()
        # Kept with all that it reads, which the recording does not do.
        return step

    return replayed


def _peers(task: Task, device: str) -> Contender:
    place = choose(device).device
    peers = PeersNetwork(task.spec, task.end, place)
    data = to_network(task.picture, MEAN_BGR, place).cpu().numpy()
    chain = sizes(task.size[1], task.size[0], task.octaves)
    return Contender(
        PEERS,
        "float32",
        lambda: peers.gradient(data),
        lambda: classic_frame(peers.gradient, data, chain, task.octaves.iterations),
    )
