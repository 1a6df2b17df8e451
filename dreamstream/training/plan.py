"""How long a training is: stated, or made to fit this machine's speed."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

from dreamstream.network.device import Placement
from dreamstream.training.augmentation import augment
from dreamstream.training.dataset import Dataset, Order, Part, in_memory
from dreamstream.training.learner import Learner
from dreamstream.training.settings import TrainingSettings

FEWEST_STEPS = 100
"""Below this nothing is learned."""

_MAKING_SHARE = 0.2
"""Of the minutes, spent on pictures to learn from; the rest is spent on learning."""
_RESERVE = 0.08
"""Of the minutes, for evaluation, export and a machine that slows down."""
_FEWEST_PICTURES = 2000
_MOST_BYTES = 8 * 2**30
"""Of pictures on disk."""
_CALIBRATION_STEPS = 4
_CALIBRATION_SECONDS = 3.0
"""At least both: four steps of a fast GPU are over before it is up to speed."""
_CALIBRATION_PICTURES = 96


@dataclass(frozen=True)
class Plan:
    """Pictures to make, and steps to learn from them.

    Raises:
        ValueError: there is no picture or no step.
    """

    pictures: int
    steps: int

    def __post_init__(self) -> None:
        if self.pictures < 1 or self.steps < 1:
            raise ValueError(f"a training needs pictures and steps, not {self.pictures} and {self.steps}")


@dataclass(frozen=True)
class Speed:
    """What a machine does in a second."""

    pictures: float
    steps: float


def planned(minutes: float, speed: Speed, settings: TrainingSettings) -> Plan:
    """Return what fits into ``minutes``; no more pictures are made than are looked at."""
    seconds = 60 * minutes * (1 - _RESERVE)
    affordable = min(seconds * _MAKING_SHARE * speed.pictures, _MOST_BYTES / (3 * settings.size**2))
    pictures = max(_FEWEST_PICTURES, int(affordable))
    steps = max(FEWEST_STEPS, int((seconds - pictures / speed.pictures) * speed.steps))
    return Plan(min(pictures, steps * settings.batch), steps)


def measured_speed(
    dataset: Dataset,
    settings: TrainingSettings,
    placement: Placement,
    workers: int,
    clock: Callable[[], float] = time.perf_counter,
) -> Speed:
    """Return how fast pictures are made by ``workers`` processes and learned from here, from a few of each."""
    order = Order(dataset, Part.TRAINING, _CALIBRATION_PICTURES, settings.size, settings.seed)
    # The first one of each sets up what all share.
    order.examples(0, 1)
    began = clock()
    examples = in_memory(order)
    made = clock()
    learner = Learner(settings, len(dataset.classes), FEWEST_STEPS, placement)
    rows = torch.arange(settings.batch) % _CALIBRATION_PICTURES
    pictures = torch.from_numpy(examples.pictures)[rows].to(placement.device)
    shares = torch.from_numpy(examples.shares)[rows].to(placement.device)

    def step() -> None:
        loss, _ = learner.step(augment(pictures, shares, settings.crop, settings.augmentation, (settings.seed,)))
        # Waits for a device that works on its own.
        loss.item()

    step()
    warm, steps, elapsed = clock(), 0, 0.0
    while steps < _CALIBRATION_STEPS or elapsed < _CALIBRATION_SECONDS:
        step()
        steps, elapsed = steps + 1, clock() - warm
    return Speed(_CALIBRATION_PICTURES * max(1, workers) / (made - began), steps / elapsed)
