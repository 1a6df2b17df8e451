"""The network that is trained: six inception modules of classic Caffe layers, with batch norm while it learns.

The modules are those of GoogLeNet (Szegedy et al., 2015), fewer and narrower, without normalization between them:
once batch norm is folded away, convolution, ReLU, max pooling and concatenation remain.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F
from torch import nn

from dreamstream.training.settings import WidthName

MEAN_RGB = (123.0, 117.0, 104.0)
"""What pictures have subtracted from them, grey levels: what is assumed of a network that nothing is known of."""
DEVIATION = 68.85
"""What they are divided by after that, grey levels; export folds it into the first convolution."""

_BATCH_NORM_MOMENTUM = 0.05


@dataclass(frozen=True)
class ModuleWidth:
    """Channels of an inception module's branches, and of the 1x1 convolutions before the larger ones."""

    one: int
    three_reduce: int
    three: int
    five_reduce: int
    five: int
    pool: int

    @property
    def output(self) -> int:
        """Channels of all branches together."""
        return self.one + self.three + self.five + self.pool


@dataclass(frozen=True)
class Width:
    """Channels of every layer."""

    conv1: int
    conv2_reduce: int
    conv2: int
    modules: Mapping[str, ModuleWidth]


MODULES = ("3a", "4a", "4b", "4c", "5a", "5b")
AFTER_POOLING = {"4a": "pool3", "5a": "pool4"}
"""Modules whose input is pooled first, and the pooling's name."""
AUXILIARY = "4c"
"""The module that the auxiliary classifier looks at; the main one looks at the last."""


def _width(conv1: int, conv2_reduce: int, conv2: int, *modules: tuple[int, int, int, int, int, int]) -> Width:
    widths = (ModuleWidth(*each) for each in modules)
    return Width(conv1, conv2_reduce, conv2, dict(zip(MODULES, widths, strict=True)))


WIDTHS: Mapping[WidthName, Width] = {
    "s": _width(
        *(24, 24, 40),
        (16, 20, 32, 8, 8, 8),
        (32, 36, 56, 12, 20, 20),
        (40, 40, 64, 12, 20, 20),
        (48, 40, 72, 12, 24, 24),
        (80, 64, 128, 16, 32, 32),
        (96, 72, 144, 16, 32, 48),
    ),
    "m": _width(
        *(24, 24, 48),
        (16, 24, 40, 8, 12, 12),
        (40, 48, 80, 12, 24, 24),
        (48, 48, 88, 16, 32, 32),
        (64, 56, 104, 16, 32, 40),
        (112, 96, 192, 24, 48, 48),
        (128, 112, 224, 24, 64, 64),
    ),
    "l": _width(
        *(32, 32, 72),
        (24, 36, 60, 12, 18, 18),
        (60, 72, 120, 18, 36, 36),
        (72, 72, 132, 24, 48, 48),
        (96, 84, 156, 24, 48, 60),
        (168, 144, 288, 36, 72, 72),
        (192, 168, 336, 36, 96, 96),
    ),
}


class ConvUnit(nn.Module):
    """Convolution, batch norm, ReLU; the picture keeps its size at stride 1."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs, momentum=_BATCH_NORM_MOMENTUM)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return (N, outputs, H / stride, W / stride)."""
        return F.relu(self.norm(self.convolution(x)))


class Inception(nn.Module):
    """Four branches side by side, their channels one after another."""

    def __init__(self, inputs: int, width: ModuleWidth) -> None:
        super().__init__()
        self.one = ConvUnit(inputs, width.one, 1)
        self.three_reduce = ConvUnit(inputs, width.three_reduce, 1)
        self.three = ConvUnit(width.three_reduce, width.three, 3)
        self.five_reduce = ConvUnit(inputs, width.five_reduce, 1)
        self.five = ConvUnit(width.five_reduce, width.five, 5)
        self.pool = ConvUnit(inputs, width.pool, 1)

    @property
    def entrances(self) -> tuple[ConvUnit, ...]:
        """What reads the module's input."""
        return self.one, self.three_reduce, self.five_reduce, self.pool

    @property
    def exits(self) -> tuple[ConvUnit, ...]:
        """What makes the module's output, in the order of its channels."""
        return self.one, self.three, self.five, self.pool

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return (N, width.output, H, W)."""
        pooled = F.max_pool2d(x, 3, 1, 1)
        branches = (self.one(x), self.three(self.three_reduce(x)), self.five(self.five_reduce(x)), self.pool(pooled))
        return torch.cat(branches, 1)


class MotifNet(nn.Module):
    """The network, with a classifier at its end and one half-way up.

    Pictures come as (N, 3, H, W) RGB in 0..1.
    """

    mean: torch.Tensor

    def __init__(self, width: WidthName, classes: int, seed: int = 0) -> None:
        super().__init__()
        channels = WIDTHS[width]
        self.register_buffer("mean", torch.tensor(MEAN_RGB).view(1, 3, 1, 1) / 255, persistent=False)
        self.conv1 = ConvUnit(3, channels.conv1, 5, stride=2)
        self.conv2_reduce = ConvUnit(channels.conv1, channels.conv2_reduce, 1)
        self.conv2 = ConvUnit(channels.conv2_reduce, channels.conv2, 3)
        inputs = (channels.conv2, *(channels.modules[name].output for name in MODULES))
        self.inception = nn.ModuleDict(
            {name: Inception(size, channels.modules[name]) for name, size in zip(MODULES, inputs, strict=False)}
        )
        self.auxiliary = nn.Linear(channels.modules[AUXILIARY].output, classes)
        self.classifier = nn.Linear(channels.modules[MODULES[-1]].output, classes)
        self._initialize(torch.Generator().manual_seed(seed))

    def module(self, name: str) -> Inception:
        """Return one of ``MODULES``."""
        return cast(Inception, self.inception[name])

    def activations(self, pictures: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return what every module says of ``pictures``, by its name."""
        x = _pool(self.conv1((pictures - self.mean) * (255 / DEVIATION)))
        x = self.conv2(self.conv2_reduce(x))
        said = {}
        for name in MODULES:
            x = said[name] = self.module(name)(_pool(x) if name in AFTER_POOLING else x)
        return said

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the main and the auxiliary classifier's scores, (N, classes) each."""
        said = self.activations(pictures)
        return self.classifier(said[MODULES[-1]].mean((2, 3))), self.auxiliary(said[AUXILIARY].mean((2, 3)))

    def _initialize(self, generator: torch.Generator) -> None:
        """Draw all weights from one generator, so that they depend on nothing else."""
        for part in self.modules():
            if isinstance(part, nn.Conv2d):
                nn.init.kaiming_normal_(part.weight, nonlinearity="relu", generator=generator)
            elif isinstance(part, nn.Linear):
                nn.init.normal_(part.weight, std=part.in_features**-0.5, generator=generator)
                nn.init.zeros_(part.bias)


def _pool(x: torch.Tensor) -> torch.Tensor:
    return F.max_pool2d(x, 3, 2, ceil_mode=True)
