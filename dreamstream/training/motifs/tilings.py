"""Planes divided into tiles: overlapping scales, hexagons, bricks."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.fields import Plane, fraction, per_cell

_ROOT_3 = math.sqrt(3.0)


@dataclass(frozen=True)
class Scales:
    """Rows of scales, each half over the next; all planes of one shape.

    Attributes:
        x: across the scale, -0.5..0.5.
        y: from its root at 0 to its tip at 2.
        rim: distance inward from its own round edge.
        shadow: 1 right below the edge of the scale that lies over it, falling to 0.
        chance: a number in 0..1 for each scale.
    """

    x: Plane
    y: Plane
    rim: Plane
    shadow: Plane
    chance: Plane


def scales(rng: Generator, u: Plane, v: Plane, length: float = 1.0) -> Scales:
    """Return scales one unit of ``u`` wide, whose rows are ``length`` of ``v`` apart, tips towards greater v."""
    down = v * (1.0 / length)
    row = np.floor(down)
    below = down - row
    # Half of a whole number has no fraction or a half: every other row is shifted by half a scale.
    column_over, column_under = u + fraction(0.5 * (row - 1.0)), u + fraction(0.5 * row)
    x_over = fraction(column_over) - 0.5
    from_middle = np.sqrt(4.0 * x_over * x_over + below * below)
    is_over = from_middle < 1.0
    return Scales(
        x=np.where(is_over, x_over, fraction(column_under) - 0.5),
        y=np.where(is_over, 1.0 + below, below),
        rim=np.where(is_over, 1.0 - from_middle, np.float32(2.0)),
        shadow=np.where(is_over, np.float32(0.0), np.clip(1.0 - 2.0 * (from_middle - 1.0), 0.0, 1.0)),
        chance=per_cell(rng, np.where(is_over, row - 1.0, row), np.floor(np.where(is_over, column_over, column_under))),
    )


@dataclass(frozen=True)
class Hexagons:
    """A comb: position from each cell's middle, distance from it (0.5 on the wall), a number in 0..1 for each cell."""

    x: Plane
    y: Plane
    distance: Plane
    chance: Plane


def hexagons(rng: Generator, u: Plane, v: Plane) -> Hexagons:
    """Return hexagons one unit wide."""
    x_even, y_even = fraction(u) - 0.5, _ROOT_3 * fraction(v / _ROOT_3) - 0.5 * _ROOT_3
    x_odd, y_odd = fraction(u - 0.5) - 0.5, _ROOT_3 * fraction(v / _ROOT_3 - 0.5) - 0.5 * _ROOT_3
    is_even = x_even * x_even + y_even * y_even < x_odd * x_odd + y_odd * y_odd
    x, y = np.where(is_even, x_even, x_odd), np.where(is_even, y_even, y_odd)
    distance = np.maximum(abs(x), 0.5 * abs(x) + 0.5 * _ROOT_3 * abs(y))
    return Hexagons(x, y, distance, per_cell(rng, np.rint(2.0 * (u - x)), np.rint((v - y) * (2.0 / _ROOT_3))))


@dataclass(frozen=True)
class Bricks:
    """A wall: distance to the nearest joint in rows' heights, and a number in 0..1 for each brick."""

    joint: Plane
    chance: Plane


def bricks(rng: Generator, u: Plane, v: Plane, length: float = 2.0) -> Bricks:
    """Return rows one unit of ``v`` high of bricks ``length`` units of ``u`` long, every other row shifted by half."""
    row = np.floor(v)
    along = u * (1.0 / length) + fraction(0.5 * row)
    to_row, to_brick = abs(v - np.rint(v)), abs(along - np.rint(along)) * length
    return Bricks(np.minimum(to_row, to_brick), per_cell(rng, row, np.floor(along)))
