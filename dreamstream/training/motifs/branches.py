"""Branching growth, for trees and corals."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.curves import Points
from dreamstream.training.motifs.fields import Plane
from dreamstream.training.motifs.randomness import chance


@dataclass(frozen=True)
class Branches:
    """What has grown, generation by generation.

    Attributes:
        generations: each an (N, 2, 2) array of starts and ends of its branches.
        widths: of each generation's branches, in units.
    """

    generations: tuple[Points, ...]
    widths: tuple[float, ...]

    @property
    def tips(self) -> Points:
        """The ends of the last two generations, (N, 2)."""
        return np.vstack([branches[:, 1] for branches in self.generations[-2:]])

    def coverage(self, canvas: Canvas, share: float = 1.0) -> Plane:
        """Return the coverage of all branches with ``share`` of their widths."""
        total = np.zeros((canvas.size, canvas.size), np.float32)
        for branches, width in zip(self.generations, self.widths, strict=True):
            total = np.maximum(total, canvas.strokes(list(branches), width * share))
        return total


def grow(rng: Generator, *, depth: int, spread: float, shrink: float, start: tuple[float, float]) -> Branches:
    """Return branches that grow upward from (0, 0.98) and fork at each end.

    Args:
        rng: where its numbers come from.
        depth: how many times they fork.
        spread: angle between a branch and those that it forks into, in radians.
        shrink: each generation's length relative to the one before.
        start: the stem's length and width, in units.
    """
    length, width = start
    foot = np.array([0.0, 0.98])
    shoots = [(foot, -0.5 * math.pi + rng.normal(0.0, 0.08))]
    generations, widths = [], []
    for _ in range(depth + 1):
        grown = []
        for base, heading in shoots:
            reach = length * rng.uniform(0.8, 1.15)
            grown.append((base, base + reach * np.array([math.cos(heading), math.sin(heading)]), heading))
        generations.append(np.array([(base, end) for base, end, _ in grown]))
        widths.append(width)
        shoots = [
            (end, heading + fork * spread + rng.normal(0.0, 0.14))
            for _, end, heading in grown
            for fork in ((-1.0, 1.0) if chance(rng, 0.85) else (-1.0, 0.0, 1.0))
        ]
        length, width = length * shrink, width * 0.72
    return Branches(tuple(generations), tuple(widths))
