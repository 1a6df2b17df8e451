"""Finished pictures: one motif that fills the frame, or several of them in one scene."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from dreamstream.training.motifs.base import REGISTRY, draw
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.fields import Colour, Plane, blurred, step
from dreamstream.training.motifs.finish import finish
from dreamstream.training.motifs.randomness import chance, pick, turn, whole

Picture = NDArray[np.uint8]
NONE = "none"
MOTIFS: tuple[str, ...] = tuple(REGISTRY)
"""The name of every class in alphabetical order, which is the order of a scene's labels; "none" is among them."""

_TRIES = 4
"""So many places are tried for each motif of a scene."""


def render(motif: str, rng: Generator, size: int) -> Picture:
    """Return a picture that one motif fills, perhaps cut by the frame.

    Args:
        motif: one of ``MOTIFS``; "none" is a background alone.
        rng: its state decides everything.
        size: side in pixels, from 16.

    Returns:
        (size, size, 3) uint8 RGB.

    Raises:
        UnknownNameError: there is no such motif.
    """
    canvas = draw(motif, rng, size, snug=False)
    coverage = canvas.coverage
    if REGISTRY[motif].surface and motif != NONE and chance(rng, 0.5):
        coverage = _patch(rng, canvas)
        canvas.colour = canvas.colour * coverage
    behind = draw(NONE, rng, size, snug=False).colour if motif != NONE else canvas.colour
    behind = behind * _shadow(rng, coverage)
    return finish(rng, canvas.colour + behind * (1.0 - coverage))


def scene(rng: Generator, size: int, motifs: Sequence[str] = MOTIFS) -> tuple[Picture, NDArray[np.float32]]:
    """Return a picture of one to four motifs at several scales, partly one over the other, and what it shows.

    Args:
        rng: its state decides everything.
        size: side in pixels, from 32.
        motifs: the classes that are drawn from, at least one, each as likely as the others.

    Returns:
        The (size, size, 3) uint8 RGB picture, and a float32 vector with each class's share of its area in the order
        of ``MOTIFS``. What no motif covers is the share of "none": the shares add up to 1.

    Raises:
        UnknownNameError: there is no such motif.
    """
    names = [pick(rng, motifs) for _ in range(whole(rng, 1, 4))]
    ground = names.pop() if REGISTRY[names[-1]].surface else NONE
    collage = _Collage(ground, draw(ground, rng, size, snug=False).colour)
    largest = rng.uniform(0.6, 1.1)
    for position, name in enumerate(names):
        side = max(16, round(size * largest * (1.0 if position == 0 else rng.uniform(0.35, 0.8))))
        collage.paste(rng, name, draw(name, rng, side, snug=True))
    return finish(rng, collage.colour), collage.labels()


class _Collage:
    """A scene in the making: its (3, size, size) colour, and for each class the plane of what it covers."""

    def __init__(self, ground: str, colour: Colour) -> None:
        self.colour, self._size = colour, colour.shape[1]
        self._ground = np.ones(colour.shape[1:], np.float32)
        self._shares: dict[str, Plane] = {ground: self._ground}

    def paste(self, rng: Generator, name: str, canvas: Canvas) -> None:
        """Lay a motif over what is there, with a hard or a soft edge, mostly where there is still room."""
        edge = _frame(canvas.size) if canvas.coverage.min() < 0.5 else _patch(rng, canvas)
        if chance(rng, 0.25):
            edge = edge * rng.uniform(0.7, 0.95)
        shadow, coverage = _shadow(rng, canvas.coverage * edge), canvas.coverage * edge
        x, y = self._place(rng, canvas.size)
        rows, columns = self._on_sheet(x, y, canvas.size)
        source = (slice(rows.start - y, rows.stop - y), slice(columns.start - x, columns.stop - x))
        bare = 1.0 - coverage[source]
        self.colour[:, rows, columns] *= shadow[source] * bare
        self.colour[:, rows, columns] += (canvas.colour * edge)[:, source[0], source[1]]
        for share in self._shares.values():
            share[rows, columns] *= bare
        own = self._shares.setdefault(name, np.zeros_like(self._ground))
        own[rows, columns] += coverage[source]

    def labels(self) -> NDArray[np.float32]:
        """Return each class's share of the area."""
        labels = np.zeros(len(MOTIFS), np.float32)
        for name, share in self._shares.items():
            labels[MOTIFS.index(name)] = share.mean()
        return labels

    def _place(self, rng: Generator, side: int) -> tuple[int, int]:
        """Return the corner (x, y) of a square, at most a third of it outside, where it hides least of the others."""

        def cost(corner: tuple[int, int]) -> float:
            free = self._ground[self._on_sheet(*corner, side)]
            return side * side - float(free.sum())

        low, high = -side // 3, self._size - side + side // 3
        return min(((int(x), int(y)) for x, y in rng.integers(low, high + 1, (_TRIES, 2))), key=cost)

    def _on_sheet(self, x: int, y: int, side: int) -> tuple[slice, slice]:
        """Return the rows and columns of a square that lie on the sheet."""
        return slice(max(y, 0), min(y + side, self._size)), slice(max(x, 0), min(x + side, self._size))


def _patch(rng: Generator, canvas: Canvas) -> Plane:
    """Return the coverage of an uneven patch, between an oval and a box, that ends within the canvas."""
    rows, columns = (np.mgrid[0 : canvas.size, 0 : canvas.size].astype(np.float32) + 0.5) / (0.5 * canvas.size) - 1.0
    angle = np.arctan2(rows, columns)
    power = pick(rng, (2.0, 2.0, 4.0, 10.0))
    reach = (abs(rows) ** power + abs(columns * rng.uniform(0.9, 1.2)) ** power) ** (1.0 / power)
    waves = (0.18 * np.sin(2.0 * angle + turn(rng)) + 0.1 * np.sin(3.0 * angle + turn(rng))) / power
    softness = rng.uniform(0.3, 0.5) if chance(rng, 0.3) else 2.0 / canvas.size
    return step(0.5 * softness, -0.5 * softness, reach - rng.uniform(0.68, 0.86) - waves) * _frame(canvas.size)


def _frame(side: int) -> Plane:
    """Return a coverage that fades within two pixels of a canvas's edges, so that no straight cut shows."""
    distance = np.minimum(np.arange(side, dtype=np.float32), np.arange(side, dtype=np.float32)[::-1])
    ends = step(-1.0, 3.0, distance)
    return ends[:, None] * ends[None, :]


def _shadow(rng: Generator, coverage: Plane) -> Plane:
    """Return what is left of the light beside what is covered: often all of it."""
    if chance(rng, 0.45):
        return np.ones_like(coverage)
    size = coverage.shape[0]
    soft = blurred(np.asarray(coverage, np.float32), size * rng.uniform(0.015, 0.04))
    shift = np.array([[1.0, 0.0, size * rng.uniform(-0.04, 0.05)], [0.0, 1.0, size * rng.uniform(0.0, 0.05)]])
    return 1.0 - rng.uniform(0.3, 0.7) * np.asarray(cv2.warpAffine(soft, shift, (size, size)), np.float32)
