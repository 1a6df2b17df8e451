"""The sheet that a motif is painted on: transparent, with the motif's own coordinates drawn over it."""

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from dreamstream.training.motifs.fields import Colour, Plane, clouds, step
from dreamstream.training.motifs.randomness import sign, turn

_SHIFT = 4
_FINE = 1 << _SHIFT
"""OpenCV draws at positions of a sixteenth of a pixel."""


@dataclass(frozen=True)
class Pose:
    """Where a motif lies on a square sheet, how large, how turned and how bent.

    Attributes:
        size: side of the sheet in pixels.
        centre: (x, y) of the motif's middle in pixels.
        radius: pixels per unit of the motif's coordinates; most of a motif lies in its unit disc.
        matrix: (2, 2) from motif to sheet: turned, mirrored, stretched and slanted; its determinant is 1 or -1.
        bend: how far the coordinates are bent by slow noise, in units; only where a motif is not stiff.
    """

    size: int
    centre: tuple[float, float]
    radius: float
    matrix: NDArray[np.float64]
    bend: float

    @classmethod
    def draw(cls, rng: Generator, size: int, *, upright: bool, stiff: bool, snug: bool) -> "Pose":
        """Return a random pose; ``snug`` keeps the whole motif on the sheet, else it may be cut by the edge."""
        angle = rng.normal(0.0, 0.2) if upright else turn(rng)
        stretch, slant = math.exp(rng.normal(0.0, 0.08)), rng.normal(0.0, 0.06)
        cosine, sine = math.cos(angle), math.sin(angle)
        rotation = np.array([[cosine, -sine], [sine, cosine]])
        matrix = rotation @ np.array([[sign(rng) * stretch, slant], [0.0, 1.0 / stretch]])
        off = 0.02 if snug else 0.09
        centre = (size * (0.5 + rng.uniform(-off, off)), size * (0.5 + rng.uniform(-off, off)))
        radius = size * (rng.uniform(0.40, 0.44) if snug else rng.uniform(0.34, 0.56))
        return cls(size, centre, radius, matrix, 0.0 if stiff else rng.uniform(0.0, 0.16))


class Canvas:
    """A transparent sheet with coordinates; what is painted lies over what is there.

    Attributes:
        size: side in pixels.
        u, v: the motif's coordinates right and down, (size, size) each.
        pixel: the width of a pixel in the motif's units.
        light: where the light comes from, in radians on the sheet; it always comes from above.
        colour: (3, size, size), already multiplied with the coverage.
        coverage: (size, size), 0 where the sheet is still transparent, 1 where it is opaque.
    """

    def __init__(self, pose: Pose, rng: Generator) -> None:
        self.size, self._pose = pose.size, pose
        self.pixel = 1.0 / pose.radius
        self.light = rng.uniform(-2.6, -0.5)
        place = np.arange(self.size, dtype=np.float32)
        across: Plane = (place[None, :] - pose.centre[0]) * self.pixel
        down: Plane = (place[:, None] - pose.centre[1]) * self.pixel
        self._bent: tuple[Plane, Plane] | None = None
        if pose.bend > 0.0:
            self._bent = (_slow_noise(rng, pose), _slow_noise(rng, pose))
            across, down = across + self._bent[0], down + self._bent[1]
        (a, b), (c, d) = np.linalg.inv(pose.matrix).tolist()
        self.u: Plane = a * across + b * down
        self.v: Plane = c * across + d * down
        self.colour: Colour = np.zeros((3, self.size, self.size), np.float32)
        self.coverage: Plane = np.zeros((self.size, self.size), np.float32)

    @classmethod
    def like(cls, other: "Canvas") -> "Canvas":
        """Return a transparent canvas with the same coordinates and light."""
        twin = copy.copy(other)
        twin.colour, twin.coverage = np.zeros_like(other.colour), np.zeros_like(other.coverage)
        return twin

    def paint(self, colour: Colour, coverage: Plane | float = 1.0) -> None:
        """Lay a colour over the sheet where, and as far as, ``coverage`` in 0..1 says."""
        self.colour = self.colour + (np.clip(colour, 0.0, 1.0) - self.colour) * coverage
        self.coverage = self.coverage + (1.0 - self.coverage) * coverage

    def darken(self, amount: Plane) -> None:
        """Take light from what is painted: 0 leaves it, 1 makes it black."""
        self.colour = self.colour * (1.0 - amount)

    def radius(self, x: float = 0.0, y: float = 0.0) -> Plane:
        """Return the distance from a point."""
        return np.asarray(cv2.magnitude(self.u - x, self.v - y), np.float32)

    def angle(self, x: float = 0.0, y: float = 0.0) -> Plane:
        """Return the direction from a point: -pi..pi, 0 to the right, growing downwards."""
        direction: Plane = np.arctan2(self.v - y, self.u - x)
        return direction

    def inside(self, distance: Plane, softness: float = 0.0) -> Plane:
        """Return the coverage of where a signed distance is negative, its edge a pixel and ``softness`` units wide."""
        edge = self.pixel + 0.5 * softness
        return step(edge, -edge, distance)

    def disc(self, x: float, y: float, radius: float, softness: float = 0.0) -> Plane:
        """Return the coverage of a disc."""
        return self.inside(self.radius(x, y) - radius, softness)

    def ring(self, radius: float, width: float, x: float = 0.0, y: float = 0.0) -> Plane:
        """Return the coverage of a ring of that width around a point."""
        return self.inside(abs(self.radius(x, y) - radius) - 0.5 * width)

    def oval(self, centre: tuple[float, float], radii: tuple[float, float], tilt: float = 0.0) -> Plane:
        """Return the distance from an ellipse's middle: 0 there, 1 on its edge."""
        x, y = self.u - centre[0], self.v - centre[1]
        cosine, sine = math.cos(tilt), math.sin(tilt)
        along, across = (cosine * x + sine * y) / radii[0], (cosine * y - sine * x) / radii[1]
        return np.asarray(cv2.magnitude(along, across), np.float32)

    def within(self, distance: Plane, radius: float, softness: float = 0.0) -> Plane:
        """Return the coverage of where an oval's distance is below 1; ``radius`` is its smaller one."""
        return self.inside((distance - 1.0) * radius, softness)

    def pixels(self, points: ArrayLike) -> NDArray[np.float64]:
        """Return (N, 2) points of the motif as positions (x, y) on the sheet, bent as the coordinates are."""
        flat = np.asarray(points, np.float64).reshape(-1, 2) @ self._pose.matrix.T
        placed = flat * self._pose.radius + self._pose.centre
        if self._bent is not None:
            columns, rows = np.clip(np.rint(placed).astype(np.intp), 0, self.size - 1).T
            shifts = np.stack([self._bent[0][rows, columns], self._bent[1][rows, columns]], axis=1)
            placed = placed - shifts * self._pose.radius
        return placed

    def polygon(self, *outlines: ArrayLike) -> Plane:
        """Return the coverage of closed outlines of (N, 2) points."""
        mask = np.zeros((self.size, self.size), np.uint8)
        for outline in outlines:
            cv2.fillPoly(mask, [self._fine(outline)], 255, cv2.LINE_AA, _SHIFT)
        return mask * np.float32(1 / 255)

    def strokes(self, paths: Sequence[ArrayLike], width: float) -> Plane:
        """Return the coverage of lines through (N, 2) points; one thinner than a pixel is fainter instead."""
        mask = np.zeros((self.size, self.size), np.uint8)
        thickness = width / self.pixel
        lines = [self._fine(path) for path in paths]
        cv2.polylines(mask, lines, False, 255, max(1, round(thickness)), cv2.LINE_AA, _SHIFT)
        return mask * np.float32(min(1.0, max(0.4, thickness)) / 255)

    def dots(self, points: ArrayLike, radii: Sequence[float]) -> Plane:
        """Return the coverage of discs around (N, 2) points, one radius each."""
        mask = np.zeros((self.size, self.size), np.uint8)
        for (x, y), radius in zip(self._fine(points).tolist(), radii, strict=True):
            cv2.circle(mask, (x, y), max(6, round(radius / self.pixel * _FINE)), 255, -1, cv2.LINE_AA, _SHIFT)
        return mask * np.float32(1 / 255)

    def _fine(self, points: ArrayLike) -> NDArray[np.int32]:
        return np.rint(np.clip(self.pixels(points), -1e4, 1e4) * _FINE).astype(np.int32)


def _slow_noise(rng: Generator, pose: Pose) -> Plane:
    return 2.0 * pose.bend * (clouds(rng, pose.size, pose.size * rng.uniform(0.4, 0.8)) - 0.5)
