"""Smooth lines through points, and what lies along them."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.fields import Plane

Points = NDArray[np.float64]


def smooth(points: ArrayLike, *, closed: bool = False, steps: int = 6) -> Points:
    """Return a Catmull-Rom spline through (N, 2) points, with ``steps`` points for each of theirs."""
    knots = np.asarray(points, np.float64)
    padded = np.vstack([knots[-1], knots, knots[:2]]) if closed else np.vstack([knots[0], knots, knots[-1]])
    before, start, end, after = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = np.linspace(0.0, 1.0, steps, endpoint=False)[:, None, None]
    curve = start + 0.5 * t * (
        (end - before)
        + t * (2.0 * before - 5.0 * start + 4.0 * end - after + t * (3.0 * (start - end) + after - before))
    )
    spline: Points = curve.transpose(1, 0, 2).reshape(-1, 2)
    return spline if closed else np.vstack([spline, knots[-1]])


def shifted(points: ArrayLike, x: float, y: float) -> Points:
    """Return the points moved by (x, y)."""
    return np.asarray(points, np.float64) + np.array([x, y], np.float64)


def mirrored(points: ArrayLike) -> Points:
    """Return the points with left and right swapped."""
    return np.asarray(points, np.float64) * (-1.0, 1.0)


def symmetric(right_side: ArrayLike) -> Points:
    """Return a closed outline from the points of its right side, listed from top to bottom."""
    right = np.asarray(right_side, np.float64)
    return np.vstack([right, mirrored(right)[::-1]])


@dataclass(frozen=True)
class Ribbon:
    """Every place's position relative to the nearest point of a line; planes.

    Attributes:
        along: length of the line up to that point, in units.
        across: signed distance from the line, in units.
    """

    along: Plane
    across: Plane


def ribbon(canvas: Canvas, path: Points) -> Ribbon:
    """Return where every place of the canvas lies relative to a line through (N, 2) points.

    The points should be no more than two pixels apart, and the line must not cross itself.
    """
    placed = canvas.pixels(path)
    inner = canvas.size - 1
    margin = canvas.size // 2
    seeds = np.full((canvas.size + 2 * margin, canvas.size + 2 * margin), 255, np.uint8)
    columns, rows = np.clip(np.rint(placed).astype(np.intp) + margin, 0, inner + 2 * margin).T
    seeds[rows, columns] = 0
    _, label = cv2.distanceTransformWithLabels(seeds, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    point_of = np.zeros(int(label.max()) + 1, np.intp)
    point_of[label[rows, columns]] = np.arange(len(placed))
    nearest = point_of[label[margin : margin + canvas.size, margin : margin + canvas.size]]

    tangent = np.gradient(placed, axis=0)
    tangent /= np.maximum(np.hypot(*tangent.T), 1e-6)[:, None]
    travelled = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(placed, axis=0).T))])
    table = np.column_stack([placed, tangent, travelled]).astype(np.float32)[nearest]
    grid = np.arange(canvas.size, dtype=np.float32)
    x, y = grid[None, :] - table[..., 0], grid[:, None] - table[..., 1]
    along = table[..., 4] + x * table[..., 2] + y * table[..., 3]
    across = x * -table[..., 3] + y * table[..., 2]
    return Ribbon(along * canvas.pixel, across * canvas.pixel)


def walk(start: tuple[float, float], heading: float, step: float, bends: Callable[[float], float]) -> Points:
    """Return 81 points of a line that turns by ``bends(share)`` radians per step; the share of the way is 0..1."""
    shares = np.linspace(0.0, 1.0, 81)
    headings = heading + np.cumsum([bends(float(share)) for share in shares])
    moves = step * np.stack([np.cos(headings), np.sin(headings)], axis=1)
    return np.asarray(start, np.float64) + np.cumsum(moves, axis=0)
