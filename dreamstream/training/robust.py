"""Attacks within an L2 ball around each picture."""

from collections.abc import Callable
from typing import TypeAlias

import torch

from dreamstream.training.settings import Attack

Gradient: TypeAlias = Callable[[torch.Tensor], torch.Tensor]
"""Pictures (N, 3, H, W) to the gradient of a loss with respect to them, the same shape."""

_SIDE_OF_RADIUS = 80
"""Pixels; the side for which a radius is given."""

_TINY = 1e-12


def radii(attack: Attack, contrast: torch.Tensor, side: int, progress: float) -> torch.Tensor:
    """Return the radius (N,) of every picture's ball; ``progress`` is the share of the training that is done.

    A ball of one radius would drown what is pale.
    """
    grown = min(1.0, progress / attack.warm_up) if attack.warm_up else 1.0
    return contrast * (grown * full_radius(attack, side))


def full_radius(attack: Attack, side: int) -> float:
    """Return the radius for a picture of full contrast and ``side`` pixels; 0 without an attack."""
    return 0.0 if attack.kind == "none" else attack.radius * side / _SIDE_OF_RADIUS


def attacked(pictures: torch.Tensor, radius: torch.Tensor, gradient: Gradient, steps: int, step: float) -> torch.Tensor:
    """Return the pictures after ``steps`` of steepest ascent of a loss, within their balls and within 0..1.

    Args:
        pictures: (N, 3, H, W) in 0..1.
        radius: (N,), L2.
        gradient: asked once per step. One that also learns from what it is shown makes this the "free"
            adversarial training of Shafahi et al. (2019): its first step is shown the pictures as they are.
        steps: how many.
        step: length of a step, as a share of the radius.
    """
    offset = torch.zeros_like(pictures)
    for _ in range(steps):
        uphill = gradient((pictures + offset).clamp(0, 1))
        offset = within(offset + step * _column(radius) * uphill / (_norm(uphill) + _TINY), radius)
    return (pictures + offset).clamp(0, 1)


def within(offset: torch.Tensor, radius: torch.Tensor) -> torch.Tensor:
    """Return the nearest point to ``offset`` (N, 3, H, W) in the ball of each ``radius`` (N,)."""
    return offset * (_column(radius) / (_norm(offset) + _TINY)).clamp(max=1)


def _norm(pictures: torch.Tensor) -> torch.Tensor:
    return _column(pictures.flatten(1).norm(dim=1))


def _column(numbers: torch.Tensor) -> torch.Tensor:
    return numbers.view(-1, 1, 1, 1)
