"""A seed out of nothing: soft coloured noise around mid grey."""

import re

import cv2
import numpy as np

from dreamstream.errors import UsageError
from dreamstream.frame import Pixels
from dreamstream.sources.base import LONGEST_SIDE

PREFIX = "noise:"

_MID_GREY = 128.0
_CONTRAST = 22.0
"""Standard deviation, in grey levels: enough for a network to see shapes in, little enough to stay grey."""
_COLOUR = 0.6
"""Each channel's own noise beside the noise that all three share."""
_GRAINS = ((1, 0.35), (4, 0.7), (16, 1.0), (64, 1.0))
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
    share_of_all = np.sqrt((1 + _COLOUR**2) * sum(share**2 for _, share in _GRAINS))
    pixels = _MID_GREY + total * np.float32(_CONTRAST / share_of_all)
    return np.asarray(np.rint(np.clip(pixels, 0, 255)), np.uint8)
