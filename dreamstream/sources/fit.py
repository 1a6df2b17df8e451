"""How a picture comes to a size of another shape."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from dreamstream.frame import Pixels
from dreamstream.sources.base import LONGEST_SIDE, Fit

Size: TypeAlias = tuple[int, int]
"""(width, height) in pixels."""

DEFAULT_FIT: Fit = "crop"
"""Nothing is drawn out of shape, and no bars are dreamed upon."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A picture is scaled to ``scaled``, then laid upon ``size``: both middles together, black around it."""

    scaled: Size
    size: Size

    def __call__(self, pixels: Pixels) -> Pixels:
        """Return (height, width, 3) pixels of ``size`` for those of ``scaled``."""
        if self.scaled == self.size:
            return pixels
        (across, down), (width, height) = self.scaled, self.size
        cut = pixels[_middle(down, height), _middle(across, width)]
        if cut.shape[:2] == (height, width):
            return np.ascontiguousarray(cut)
        canvas = np.zeros((height, width, 3), np.uint8)
        canvas[_middle(height, down), _middle(width, across)] = cut
        return canvas


def placement(natural: Size, size: Size | None, fit: Fit | None) -> Placement:
    """Return how a picture of ``natural`` size comes to ``size``; None keeps its own, a side of 0 its shape."""
    if size is None:
        return Placement(natural, natural)
    size = with_both_sides(natural, size)
    fit = fit or DEFAULT_FIT
    if fit == "stretch":
        return Placement(size, size)
    choose: Callable[[float, float], float] = max if fit == "crop" else min
    scale = choose(size[0] / natural[0], size[1] / natural[1])
    return Placement((max(1, round(natural[0] * scale)), max(1, round(natural[1] * scale))), size)


def with_both_sides(natural: Size, size: Size) -> Size:
    """Return a size whose side of 0, if there is one, is that of the ``natural`` shape: even, as encoders want it."""
    width, height = size
    return width or _even(natural[0] * height / natural[1]), height or _even(natural[1] * width / natural[0])


def _even(length: float) -> int:
    return min(max(2, 2 * round(length / 2)), LONGEST_SIDE)


def _middle(length: int, wanted: int) -> slice:
    start = max(0, (length - wanted) // 2)
    return slice(start, start + min(length, wanted))
