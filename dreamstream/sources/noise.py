"""A seed out of nothing: clouds of colour around mid grey, with finer noise in them."""

import re

import cv2
import numpy as np

from dreamstream.errors import UsageError
from dreamstream.frame import Pixels
from dreamstream.sources.base import LONGEST_SIDE

PREFIX = "noise:"

_MID_GREY = 128.0
_CONTRAST = 46.0
"""Standard deviation, in grey levels. A loop keeps near its seed's colours, so a pale seed makes a pale film."""
_COLOUR = 1.2
"""Each channel's own noise beside the noise that all three share."""
_GRAINS = ((1, 0.15), (4, 0.4), (16, 0.7), (64, 1.0), (160, 1.4))
"""(size of the grain in pixels, its share)"""


def noise_size(target: str) -> tuple[int, int]:
    """Return (width, height) of a target such as ``noise:640x360``.

    Raises:
        UsageError: it states no size, or one that is 0 or too large.
    """
    match = re.fullmatch(r"(\d{1,6})x(\d{1,6})", target.removeprefix(PREFIX), re.ASCII)
    if match is None:
        raise UsageError(f"'{target}' states no size; write noise:WxH, as in noise:640x360")
    width, height = int(match[1]), int(match[2])
    if not (1 <= width <= LONGEST_SIDE and 1 <= height <= LONGEST_SIDE):
        raise UsageError(f"a side of '{target}' must be from 1 to {LONGEST_SIDE} pixels")
    return width, height


def noise(width: int, height: int, seed: int = 0) -> Pixels:
    """Return (height, width, 3) uint8 RGB gaussian noise of several grain sizes; the same seed, the same noise."""
    generator = np.random.default_rng(seed)
    total = np.zeros((height, width, 3), np.float32)
    for grain, share in _GRAINS:
        rows, columns = -(-height // grain) + 1, -(-width // grain) + 1
        coarse = _COLOUR * generator.standard_normal((rows, columns, 3), np.float32)
        coarse += generator.standard_normal((rows, columns, 1), np.float32)
        total += share * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    # Few of the large grains fit into a picture, so it is centred as it came out, not as it was drawn.
    centred = total - total.mean()
    pixels = _MID_GREY + centred * (_CONTRAST / max(float(centred.std()), 1e-6))
    return np.asarray(np.rint(np.clip(pixels, 0, 255)), np.uint8)
