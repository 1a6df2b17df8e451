"""What may be done to a gradient before a step is taken along it, and against what the step has to hold its own.

Nothing of it is part of the classic loop, and all of it is off unless asked for.
"""

from dataclasses import dataclass
from functools import reduce

import torch
import torch.nn.functional as F

from dreamstream.dreaming.mean import mean_of

_BEND = 8.0
"""Grey levels between neighbours from which on total variation is felt in full. Below, where it would be noise that
decides about the sign, it fades; so steps of any usual size lead to a smooth picture rather than back and forth."""
_FULL = 128.0
"""Grey levels from the mean at which the pull of ``l2_decay`` is as large as a mean gradient."""
_SMALLEST_BAND = 4
"""Pixels of the shorter side, below which a picture is not halved any more."""


@dataclass(frozen=True)
class Shaping:
    """Regularisers and smoothing; their weights are relative to the mean gradient, whatever the network.

    Raises:
        ValueError: a weight or number is below 0.
    """

    total_variation: float = 0.0
    """Weight of the pull of each value towards its four neighbours' (Huber's total variation)."""
    l2_decay: float = 0.0
    """Weight of the pull of each value towards the network's mean colour, by its distance."""
    smooth_octaves: int = 0
    """How many octaves of the gradient are cut out and brought to the same strength, with what is left."""

    def __post_init__(self) -> None:
        if self.total_variation < 0 or self.l2_decay < 0 or self.smooth_octaves < 0:
            raise ValueError(f"regularisers and smoothing begin at 0, got {self}")

    def pull(self, data: torch.Tensor) -> torch.Tensor | None:
        """Return where the regularisers pull (1, C, H, W), in mean gradients; None where there are none."""
        pulls = []
        if self.total_variation:
            pulls.append(self.total_variation * towards_neighbours(data))
        if self.l2_decay:
            pulls.append(self.l2_decay / -_FULL * data)
        return reduce(torch.add, pulls) if pulls else None


NOTHING = Shaping()
"""The classic loop's."""


def towards_neighbours(data: torch.Tensor) -> torch.Tensor:
    """Return minus the derivative of Huber's total variation of (1, C, H, W), values from -4 to 4."""
    rows = torch.clamp(data.diff(dim=2) / _BEND, -1, 1)
    columns = torch.clamp(data.diff(dim=3) / _BEND, -1, 1)
    down = F.pad(rows, (0, 0, 0, 1)) - F.pad(rows, (0, 0, 1, 0))
    return down + F.pad(columns, (0, 1)) - F.pad(columns, (1, 0))


def equalised(gradient: torch.Tensor, octaves: int) -> torch.Tensor:
    """Return a gradient (1, C, H, W) whose ``octaves`` finest octaves, and the rest, all have the deviation 1.

    The octaves are those of a Laplacian pyramid (Burt and Adelson, 1983), as in the DeepDream tutorial of TensorFlow
    (Mordvintsev, 2016). Pictures too small for so many are cut into fewer.
    """
    bands: list[torch.Tensor] = []
    rest = gradient
    while len(bands) < octaves and min(rest.shape[2:]) >= 2 * _SMALLEST_BAND:
        coarse = _resized(rest, torch.Size(side // 2 for side in rest.shape[2:]))
        bands.append(rest - _resized(coarse, rest.shape[2:]))
        rest = coarse
    whole = _to_unit(rest)
    for band in reversed(bands):
        whole = _resized(whole, band.shape[2:]) + _to_unit(band)
    return whole


def _to_unit(band: torch.Tensor) -> torch.Tensor:
    # A band as faint as rounding stays so, rather than become noise.
    return band / mean_of(band.square()).sqrt().clamp_min(1e-30)


def _resized(data: torch.Tensor, size: torch.Size) -> torch.Tensor:
    return F.interpolate(data, tuple(size), mode="bilinear", align_corners=False, antialias=True)
