"""Pictures of nothing in particular: what a network should not see motifs in."""

from collections.abc import Callable

import cv2
import numpy as np

from dreamstream.frame import FloatPixels, Pixels


def background(rng: np.random.Generator, size: int) -> Pixels:
    """Return clouds, a gradient, stripes or grain of random colours, (size, size, 3) uint8 RGB.

    Stripes are among them because a dream falls back on them wherever the network likes nothing better.
    """
    kinds: tuple[Callable[[np.random.Generator, int], FloatPixels], ...] = (_clouds, _gradient, _stripes, _grain)
    values = kinds[rng.integers(len(kinds))](rng, size)
    first, second = rng.uniform(0, 255, (2, 3)).astype(np.float32)
    pixels = first + (second - first) * values
    return np.asarray(np.rint(np.clip(pixels, 0, 255)), np.uint8)


def _gradient(rng: np.random.Generator, size: int) -> FloatPixels:
    return _ramp(rng, size)[..., None] + np.float32(0.5)


def _stripes(rng: np.random.Generator, size: int) -> FloatPixels:
    bend = (_clouds(rng, size)[..., 0] - np.float32(0.5)) * np.float32(rng.uniform(0, 0.3))
    cycles = np.float32(np.exp(rng.uniform(np.log(2), np.log(size / 4))))
    waves = np.sin(2 * np.pi * cycles * (_ramp(rng, size) + bend))
    return np.asarray(0.5 + 0.5 * waves[..., None], np.float32)


def _clouds(rng: np.random.Generator, size: int) -> FloatPixels:
    cells = rng.integers(1, 5)
    total = np.zeros((size, size), np.float32)
    for octave in range(5):
        coarse = rng.standard_normal((2**octave * cells + 2,) * 2, np.float32)
        total += np.float32(0.55**octave) * cv2.resize(coarse, (size, size), interpolation=cv2.INTER_CUBIC)
    return np.float32(0.5) + np.float32(0.3) * total[..., None]


def _grain(rng: np.random.Generator, size: int) -> FloatPixels:
    noise = rng.standard_normal((size, size, 3), np.float32)
    blur = rng.uniform(0, 3)
    smooth = cv2.GaussianBlur(noise, (0, 0), blur) if blur > 0.3 else noise
    return np.asarray(0.5 + rng.uniform(0.05, 0.3) * smooth / smooth.std(), np.float32)


def _ramp(rng: np.random.Generator, size: int) -> FloatPixels:
    angle = rng.uniform(0, 2 * np.pi)
    along = np.linspace(-0.5, 0.5, size, dtype=np.float32)
    return np.float32(np.cos(angle)) * along + np.float32(np.sin(angle)) * along[:, None]
