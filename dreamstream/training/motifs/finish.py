"""The last step of every picture: light, exposure, lens and film."""

import math

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from dreamstream.training.motifs.fields import Colour, blurred, clouds
from dreamstream.training.motifs.randomness import chance


def finish(rng: Generator, colour: Colour) -> NDArray[np.uint8]:
    """Return a (3, H, W) colour in 0..1 as a (H, W, 3) uint8 RGB picture, lit and exposed somewhat differently."""
    size = colour.shape[1]
    if chance(rng, 0.6):
        side = np.linspace(-0.5, 0.5, size, dtype=np.float32)
        colour = colour * np.clip(1.0 + rng.normal(0.0, 0.3) * side + rng.normal(0.0, 0.3) * side[:, None], 0.4, 1.6)
    if chance(rng, 0.25):
        colour = colour * (0.7 + 0.6 * clouds(rng, size, size * 0.5))
    grain = 0.003 + 0.014 * abs(rng.normal())
    film = rng.normal(0.0, 0.015) + grain * rng.standard_normal((size, size, 3), np.float32)
    tint = rng.normal(1.0, 0.05, 3).astype(np.float32)
    exposed = np.clip(np.moveaxis(colour, 0, 2), 0.0, 1.0) ** math.exp(rng.normal(0.0, 0.16)) * tint
    if chance(rng, 0.2):
        exposed = blurred(np.ascontiguousarray(exposed, np.float32), size * rng.uniform(0.004, 0.009))
    return np.asarray(np.clip(exposed + film, 0.0, 1.0) * 255.0 + 0.5, np.uint8)
