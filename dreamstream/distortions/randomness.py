"""Random numbers that belong to one effect at one moment, so that any frame can be computed again."""

import zlib
from dataclasses import replace
from functools import cache

import numpy as np
import scipy
from numpy.typing import NDArray

from dreamstream.frame import Moment


def generator(moment: Moment, name: str, hold_frames: int = 1) -> np.random.Generator:
    """Return the generator of an effect at a moment; the same for ``hold_frames`` frames on end."""
    return np.random.default_rng((moment.seed, moment.index // hold_frames, zlib.crc32(name.encode())))


def branched(moment: Moment, place: int) -> Moment:
    """Return the moment as the distortion at a place among several has it: with a seed of its own."""
    seed = np.random.SeedSequence((moment.seed, place)).generate_state(1, np.uint64)
    return replace(moment, seed=int(seed[0]))


def normal(random: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return numbers of the standard normal distribution, up to 4.3 in size.

    Each is one of 65,536 quantiles that are equally likely: several times faster than exact ones, and a picture of
    256 levels can't tell.
    """
    return np.take(_normal_quantiles(), random.integers(0, 2**16, shape, np.uint16))


@cache
def _normal_quantiles() -> NDArray[np.float32]:
    return scipy.special.ndtri((np.arange(2**16) + 0.5) / 2**16).astype(np.float32)
