"""A dataset and a training small enough for any test."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch

from dreamstream.network.device import choose
from dreamstream.training.architecture import MotifNet
from dreamstream.training.augmentation import augment
from dreamstream.training.dataset import NONE, Dataset, Order, Part, in_memory
from dreamstream.training.settings import Attack, Augmentation, TrainingSettings
from dreamstream.training.trainer import Surroundings


@dataclass(frozen=True)
class Colours(Dataset):
    """Noisy pictures that are mostly red, mostly green, or grey."""

    classes = ("red", "green", NONE)
    description = "two colours"

    def example(self, index, rng, part, size):
        number = index % 3
        picture = rng.integers(0, 120, (size, size, 3), dtype=np.uint8)
        if number < 2:
            picture[..., number] += 100
        return picture, np.eye(3, dtype=np.float32)[number]


@pytest.fixture
def colours():
    return Colours()


@pytest.fixture
def settings():
    """Sees 24 of 28 pixels, learns 8 at a time."""
    still = Augmentation(crop=24 / 28, contrast=(0.7, 1.2), rotation=0.05, far=0)
    return TrainingSettings(width="s", size=28, batch=8, learning_rate=0.05, augmentation=still, attack=Attack(steps=2))


@pytest.fixture
def placement():
    return choose("cpu", "float32")


@pytest.fixture
def around(tmp_path, placement):
    return Surroundings(placement, tmp_path / "workshop")


@pytest.fixture
def examples(colours):
    return in_memory(Order(colours, Part.HELD_OUT, 24, 28, seed=0))


@pytest.fixture
def make_batch(examples, settings):
    """Return a varied batch of the first eight examples."""

    def make(step=0, options=settings.augmentation):
        pictures, shares = torch.from_numpy(examples.pictures[:8]), torch.from_numpy(examples.shares[:8])
        return augment(pictures, shares, settings.crop, options, (0, step))

    return make


@pytest.fixture
def worn_net():
    """A network of three classes whose batch norms have seen something."""
    torch.manual_seed(0)
    model = MotifNet("s", 3, seed=1)
    for part in model.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.running_mean.normal_(0, 0.3)
            part.running_var.uniform_(0.5, 2)
            torch.nn.init.uniform_(part.weight, 0.5, 1.5)
            torch.nn.init.normal_(part.bias, std=0.2)
    return model.eval()


@pytest.fixture
def without_attack(settings):
    return replace(settings, attack=Attack("none"))
