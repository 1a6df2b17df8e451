"""Varies a batch of examples: no picture is seen twice the same way."""

import math
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F

from dreamstream.training.settings import Augmentation

_INSET_SIDES = (0.4, 0.65)


class Batch(NamedTuple):
    """What one step of training is about."""

    pictures: torch.Tensor
    """(N, 3, S, S) RGB in 0..1, channels innermost."""
    shares: torch.Tensor
    """(N, classes), sum 1 each."""
    contrast: torch.Tensor
    """(N,) in 0..1: the factor by which contrast was lowered."""


class Draws:
    """Random numbers for ``count`` pictures that follow from ``seeds`` alone."""

    def __init__(self, seeds: tuple[int, ...], count: int, device: torch.device) -> None:
        self.batch = np.random.default_rng(seeds)
        """For what all pictures share."""
        self._generator = torch.Generator(device).manual_seed(int(self.batch.integers(2**62)))
        self._count, self._device = count, device

    def uniform(self, low: float, high: float) -> torch.Tensor:
        """Return (count,) numbers between ``low`` and ``high``."""
        return low + (high - low) * torch.rand(self._count, generator=self._generator, device=self._device)

    def log_uniform(self, low: float, high: float) -> torch.Tensor:
        """Return (count,) numbers whose logarithms are uniform."""
        return self.uniform(math.log(low), math.log(high)).exp()

    def normal(self, deviation: float, *shape: int) -> torch.Tensor:
        """Return (count, *shape) gaussian numbers of mean 0."""
        return deviation * torch.randn(self._count, *shape, generator=self._generator, device=self._device)

    def chance(self, probability: float) -> torch.Tensor:
        """Return (count,) truths."""
        return self.uniform(0, 1) < probability

    def permutation(self) -> torch.Tensor:
        """Return the numbers below ``count`` in any order."""
        return torch.randperm(self._count, generator=self._generator, device=self._device)


def augment(
    pictures: torch.Tensor, shares: torch.Tensor, crop: int, options: Augmentation, seeds: tuple[int, ...]
) -> Batch:
    """Return examples, uint8 (N, size, size, 3), varied and ``crop`` pixels large, on their own device."""
    draws = Draws(seeds, len(pictures), pictures.device)
    moved = _moved(pictures.permute(0, 3, 1, 2).float() / 255, crop, options, draws)
    coloured, contrast = _coloured(moved, options, draws)
    if draws.batch.random() < options.mix:
        coloured, shares = _mixed(coloured, shares, draws)
    return Batch(coloured.contiguous(memory_format=torch.channels_last), shares, contrast.clamp(max=1))


def _moved(pictures: torch.Tensor, crop: int, options: Augmentation, draws: Draws) -> torch.Tensor:
    zoom = draws.log_uniform(*options.zoom)
    zoom = torch.where(draws.chance(options.far), 1.5 * zoom, zoom)
    angle, mirror = draws.normal(options.rotation), torch.where(draws.chance(0.5), -1.0, 1.0)
    cosine, sine = zoom * torch.cos(angle), zoom * torch.sin(angle)
    # The grid's coordinates run from -1 to 1, so a share of the side counts twice.
    x, y = draws.normal(2 * options.shift, 2).unbind(1)
    rows = torch.stack([cosine * mirror, -sine, x], 1), torch.stack([sine * mirror, cosine, y], 1)
    grid = F.affine_grid(torch.stack(rows, 1), [len(pictures), 3, crop, crop], align_corners=False)
    return F.grid_sample(pictures, grid, padding_mode="reflection", align_corners=False)


def _coloured(pictures: torch.Tensor, options: Augmentation, draws: Draws) -> tuple[torch.Tensor, torch.Tensor]:
    matrix = _hue_rotation(torch.where(draws.chance(0.5), draws.normal(options.hue), 0.0))
    saturation = draws.uniform(1 - options.saturation, 1 + options.saturation)[:, None, None]
    grey = torch.full((3, 3), 1 / 3, device=pictures.device)
    matrix = matrix @ (saturation * torch.eye(3, device=pictures.device) + (1 - saturation) * grey)
    contrast = draws.log_uniform(*options.contrast)
    mean = pictures.mean((1, 2, 3), keepdim=True)
    varied = torch.einsum("nij,njhw->nihw", matrix, pictures - mean) * contrast[:, None, None, None]
    level = mean + draws.normal(options.brightness, 1, 1, 1) + draws.normal(options.tint, 3, 1, 1)
    # The cube keeps most pictures almost free of noise; pale ones get as little as they have contrast.
    noise = (draws.uniform(0, 1) ** 3 * options.noise * contrast)[:, None, None, None]
    varied = varied + level + noise * draws.normal(1.0, *pictures.shape[1:])
    return varied.clamp(0, 1), contrast


def _hue_rotation(angle: torch.Tensor) -> torch.Tensor:
    """Return (N, 3, 3): rotations of RGB about the grey axis, by Rodrigues' formula."""
    cosine, sine = torch.cos(angle)[:, None, None], torch.sin(angle)[:, None, None]
    skew = torch.tensor([[0.0, -1, 1], [1, 0, -1], [-1, 1, 0]], device=angle.device) / math.sqrt(3)
    return cosine * torch.eye(3, device=angle.device) + sine * skew + (1 - cosine) / 3


def _mixed(pictures: torch.Tensor, shares: torch.Tensor, draws: Draws) -> tuple[torch.Tensor, torch.Tensor]:
    """Lay a window of another picture over each one (CutMix, Yun et al., 2019), or all of it, made small."""
    size = pictures.shape[2]
    side = max(1, int(size * draws.batch.uniform(*_INSET_SIDES)))
    top, left = draws.batch.integers(0, size - side + 1, 2)
    others = draws.permutation()
    window = (..., slice(top, top + side), slice(left, left + side))
    if draws.batch.random() < 0.5:
        laid = F.interpolate(pictures[others], (side, side), mode="bilinear", antialias=True)
    else:
        laid = pictures[others][window]
    mixed = pictures.clone()
    mixed[window] = laid
    share = (side / size) ** 2
    return mixed, (1 - share) * shares + share * shares[others]
