"""Planes of numbers that motifs are made of: steps, waves, clouds, streaks, cells. None has a loop over pixels.

A ``Plane`` is (H, W) float32. A ``Colour`` is RGB in 0..1 with the channels first: (3, 1, 1), or (3, H, W) where it
differs from place to place; so ``colour * plane`` needs no reshaping, and is six times as fast as with channels last.
"""

import math
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Plane = NDArray[np.floating[Any]]
Colour = NDArray[np.floating[Any]]


def step(low: float, high: float, x: Plane) -> Plane:
    """Return a smooth step: 0 where x is at ``low`` or before, 1 at ``high`` or beyond; low > high falls."""
    t = np.clip((x - low) * (1.0 / (high - low)), 0.0, 1.0)
    smooth: Plane = t * t * (3.0 - 2.0 * t)
    return smooth


def mix(first: Colour, second: Colour, share: Plane | float) -> Colour:
    """Return the way from the first to the second; ``share`` 0..1 is the second's."""
    return first + (second - first) * share


def wave(phase: Plane) -> Plane:
    """Return a wave in 0..1 that is 1 at phase 0; the phase is in radians."""
    return 0.5 + 0.5 * np.cos(phase)


def fraction(x: Plane) -> Plane:
    """Return x less its whole part: a saw tooth in 0..1."""
    return x - np.floor(x)


def dome(x: Plane) -> Plane:
    """Return the height of a half circle over x in -1..1; 0 beyond."""
    height: Plane = np.sqrt(np.clip(1.0 - x * x, 0.0, 1.0))
    return height


def ridge(x: Plane, width: float) -> Plane:
    """Return a soft line: 1 where x is 0, fallen to 1/e at ``width`` on either side."""
    scaled = x * (1.0 / width)
    soft: Plane = np.exp(-scaled * scaled)
    return soft


def blurred(plane: Plane, sigma: float) -> Plane:
    """Return the plane, or the colour of (H, W, 3), under a gaussian; sigma in pixels."""
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma), np.float32)


def clouds(rng: Generator, size: int, cell: float, octaves: int = 1, gain: float = 0.5) -> Plane:
    """Return smooth noise in 0..1 whose largest features measure about ``cell`` pixels.

    Args:
        rng: where its numbers come from.
        size: side of the plane in pixels.
        cell: in pixels; each further octave halves it, down to a pixel.
        octaves: how many sizes of features there are.
        gain: each further octave's strength relative to the one before.
    """
    total = np.zeros((size, size), np.float32)
    strength = 1.0
    for _ in range(octaves):
        grain = max(cell, 1.0)
        points = math.ceil(size / grain) + 1
        side = math.ceil(points * grain)
        smooth = cv2.resize(rng.random((points, points), np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
        x, y = (int(offset) for offset in rng.integers(0, side - size + 1, 2))
        total += strength * smooth[y : y + size, x : x + size]
        cell, strength = cell / 2.0, strength * gain
    total *= (1.0 - gain) / (1.0 - gain**octaves) if gain != 1.0 else 1.0 / octaves
    return np.clip(total, 0.0, 1.0)


def streaks(rng: Generator, along: Plane, across: Plane, length: float = 8.0) -> Plane:
    """Return hair-like noise of mean 0 and deviation 1, drawn out where only ``along`` changes.

    Args:
        rng: where its numbers come from.
        along: position down the hair, in pixels.
        across: position from hair to hair, in pixels.
        length: of one hair, in pixels.
    """
    side = 2 * along.shape[0]
    hair = cv2.blur(rng.random((side, side), np.float32), (max(2, round(length)), 1))
    hair = cv2.blur(hair, (max(2, round(length / 2)), 1))
    mean, deviation = cv2.meanStdDev(hair)
    combed = cv2.remap(
        (hair - mean[0, 0]) / max(deviation[0, 0], 1e-6),
        np.asarray(along, np.float32) + side / 2,
        np.asarray(across, np.float32) + side / 2,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    return np.asarray(combed, np.float32)


def per_cell(rng: Generator, *indices: Plane) -> Plane:
    """Return a random number in 0..1 for each cell of a grid; the indices are whole numbers, one plane per axis."""
    table = rng.random(1024, np.float32)
    key = np.zeros(indices[0].shape, np.int32)
    for index, prime in zip(indices, (73, 179, 283), strict=False):
        key += index.astype(np.int32) * prime
    chances: Plane = table[key & 1023]
    return chances


def pebbles(rng: Generator, size: int, count: int) -> tuple[Plane, Plane]:
    """Return (height, chance) of irregular cells around ``count`` random points.

    The height is 1 in a cell's middle and falls to 0 beyond its border; the chance is a number in 0..1 per cell.
    """
    seeds = np.full((size, size), 255, np.uint8)
    seeds[tuple(rng.integers(0, size, (2, count)))] = 0
    distance, label = cv2.distanceTransformWithLabels(seeds, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    height = ridge(np.asarray(distance, np.float32), 0.5 * size / math.sqrt(count))
    return height, per_cell(rng, np.asarray(label))


def labyrinth(rng: Generator, size: int, width: float) -> Plane:
    """Return a plane in -1..1 of winding ridges ``width`` pixels wide, as reaction and diffusion leave them."""
    winding = rng.random((size, size), np.float32) - 0.5
    for _ in range(3):
        winding = blurred(winding, width * 0.45) - blurred(winding, width * 0.8)
        winding = np.tanh(winding * (2.0 / max(float(winding.std()), 1e-6)))
    return winding
