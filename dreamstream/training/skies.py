"""A sky, made from nothing: the seed on which a network has least to hold on to."""

import cv2
import numpy as np

from dreamstream.frame import Pixels

_ZENITH, _HORIZON, _CLOUD = (np.array(rgb, np.float32) for rgb in ((70, 120, 200), (175, 205, 235), (248, 246, 242)))
_OCTAVES = ((3, 1.0), (6, 0.6), (12, 0.35), (24, 0.2), (48, 0.1))
"""(cells across, share) of the clouds' noise."""


def sky(width: int, height: int, seed: int = 0) -> Pixels:
    """Return (height, width, 3) uint8 RGB: white clouds on blue that pales towards the horizon."""
    generator = np.random.default_rng(seed)
    noise = np.zeros((height, width), np.float32)
    for cells, share in _OCTAVES:
        rows = max(2, round(cells * height / width))
        coarse = generator.standard_normal((rows + 1, cells + 1), np.float32)
        noise += np.float32(share) * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    noise = (noise - noise.mean()) / max(float(noise.std()), 1e-6)
    cover = np.clip(np.float32(0.35) + np.float32(0.4) * noise, 0, 1)[..., None]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    blue = _ZENITH + (_HORIZON - _ZENITH) * down
    return np.asarray(np.rint(blue + (_CLOUD - blue) * cover), np.uint8)
