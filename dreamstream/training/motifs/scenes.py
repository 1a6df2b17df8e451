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
"""So many places are tried for each motif of a scene; it goes where it hides least of the others."""


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
        motifs: the classes that are drawn from, each as likely as the others; a name may be listed more than once.

    Returns:
        The (size, size, 3) uint8 RGB picture, and a float32 vector with each class's share of its area in the order
        of ``MOTIFS``. What no motif covers is the share of "none": the shares add up to 1.

    Raises:
        UnknownNameError: there is no such motif.
    """
    count = whole(rng, 1, 4)
    names = [pick(rng, motifs) for _ in range(count)]
    shares = np.zeros((len(MOTIFS), size, size), np.float32)
    ground = names.pop() if REGISTRY[names[-1]].surface else NONE
    colour = draw(ground, rng, size, snug=False).colour
    shares[MOTIFS.index(ground)] = 1.0
    largest = rng.uniform(0.6, 1.1)
    for position, name in enumerate(names):
        side = max(16, round(size * largest * (1.0 if position == 0 else rng.uniform(0.35, 0.8))))
        canvas = draw(name, rng, side, snug=True)
        x, y = _place(rng, side, size, 1.0 - shares[MOTIFS.index(ground)])
        _paste(rng, canvas, (x, y), (colour, shares, MOTIFS.index(name)))
    return finish(rng, colour), shares.mean(axis=(1, 2))


def _place(rng: Generator, side: int, size: int, taken: Plane) -> tuple[int, int]:
    """Return the corner (x, y) of a square of that side, at most a third of it outside, where it hides least."""

    def cost(corner: tuple[int, int]) -> float:
        hidden = taken[_on_sheet(corner, side, size)]
        return float(hidden.sum()) + side * side - hidden.size

    low, high = -side // 3, size - side + side // 3
    return min(((int(x), int(y)) for x, y in rng.integers(low, high + 1, (_TRIES, 2))), key=cost)


def _paste(
    rng: Generator, canvas: Canvas, corner: tuple[int, int], onto: tuple[Colour, NDArray[np.float32], int]
) -> None:
    """Lay a canvas over a scene's colours and shares, which are changed in place, with a hard or a soft edge."""
    colour, shares, label = onto
    size = colour.shape[1]
    edge = _frame(canvas.size) if canvas.coverage.min() < 0.5 else _patch(rng, canvas)
    if chance(rng, 0.25):
        edge = edge * rng.uniform(0.7, 0.95)
    motif, coverage = canvas.colour * edge, canvas.coverage * edge
    target = _on_sheet(corner, canvas.size, size)
    source = tuple(slice(part.start - at, part.stop - at) for part, at in zip(target, corner[::-1], strict=True))
    place = (slice(None), *target)
    colour[place] *= _shadow(rng, coverage)[source]
    colour[place] = colour[place] * (1.0 - coverage[source]) + motif[(slice(None), *source)]
    shares[place] *= 1.0 - coverage[source]
    shares[(label, *target)] += coverage[source]


def _on_sheet(corner: tuple[int, int], side: int, size: int) -> tuple[slice, slice]:
    """Return the rows and columns of a square that lie on the sheet."""
    x, y = corner
    return slice(max(y, 0), min(y + side, size)), slice(max(x, 0), min(x + side, size))


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
