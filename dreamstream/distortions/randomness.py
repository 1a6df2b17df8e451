"""Random numbers that belong to one effect at one moment, so that any frame can be computed again."""

import zlib

import numpy as np

from dreamstream.frame import Moment


def generator(moment: Moment, name: str, hold_frames: int = 1) -> np.random.Generator:
    """Return the generator of an effect at a moment; the same for ``hold_frames`` frames on end."""
    return np.random.default_rng((moment.seed, moment.index // hold_frames, zlib.crc32(name.encode())))
