"""The picture in a handful of colours: its own, or those of a palette."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Annotated, Any, TypeAlias

import numpy as np
import scipy
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from dreamstream.distortions.base import Distortion, Picture, register
from dreamstream.distortions.levels import whole_levels
from dreamstream.frame import Moment, Pixels

Colours: TypeAlias = NDArray[np.float32]
"""(count, 3) RGB in 0..255."""
Weights: TypeAlias = NDArray[np.float64]
Parts: TypeAlias = NDArray[np.intp]
"""Which of some parts each of some points belongs to."""

PALETTES: Mapping[str, str] = {
    "ember": "#0b0506 #3b0d11 #7a1a14 #c2391b #ef7b2d #f8c25c #fff4d2",
    "forest": "#0c120d #1f3220 #3c5a34 #6f8a4a #a9b26b #dcd6a0 #f6f1da",
    "ice": "#05070f #14213d #27487a #4f86b8 #93c5dd #d3ecf2 #ffffff",
    "ink": "#111111 #4a4640 #8d867a #cdc5b4 #f4efe2",
    "pastel": "#3d3a4b #7a7fa8 #b6a6ca #e8b4bc #f3d1b5 #f7ecd0 #d0e4dc",
    "pocket": "#0f380f #306230 #8bac0f #9bbc0f",
    "riso": "#1d1d2c #00838a #f15060 #ffb511 #f6f1e7",
}
"""Palettes with a name: colours from dark to bright."""

_BITS = 5
"""Of each channel that are looked at: RGB in 2 ** 15 cells."""
_ROUNDS = 4
_SAMPLES = 8192


def parse_palette(text: str) -> Colours:
    """Return the colours of a palette's name, or of a list such as "#0f380f #9bbc0f", as (count, 3) float32.

    Raises:
        ValueError: it is neither.
    """
    words = re.split(r"[\s,]+", PALETTES.get(text, text).strip())
    if not 2 <= len(words) <= 256 or not all(re.fullmatch(r"#?[0-9a-fA-F]{6}", word) for word in words):
        raise ValueError(f"'{text}' is neither one of {', '.join(PALETTES)} nor 2 to 256 colours like #ff8800")
    return np.array([list(bytes.fromhex(word.removeprefix("#"))) for word in words], np.float32)


def _checked(text: str) -> str:
    parse_palette(text)
    return text


@register
class Palette(Distortion):
    """Flatten the picture to few colours."""

    type = "palette"

    colours: int = Field(default=8, ge=2, le=64, description="how many of the picture's own colours are kept, 2 to 64")
    palette: Annotated[str, AfterValidator(_checked)] | None = Field(
        default=None,
        description=f"take these colours instead: {', '.join(PALETTES)}, or a list like '#0f380f #9bbc0f'",
    )

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return the nearest colour of the palette for every pixel (to 5 bits of each channel)."""
        levels = whole_levels(pixels)
        table = _named_table(self.palette) if self.palette else _table(own_colours(levels, self.colours))
        return np.asarray(np.take(table, _cell(levels), axis=0), dtype=pixels.dtype)


def own_colours(levels: Pixels, count: int) -> Colours:
    """Return at most ``count`` colours that stand for a picture: its colours halved again and again, then k-means.

    Nothing of it is random, so that pictures that hardly differ have colours that hardly differ.
    """
    points, weights = _histogram(levels)
    part = _halved(points, weights, count)
    for _ in range(_ROUNDS):
        colours = _means(points, weights, part)
        part = _nearest(points, colours)
    return _means(points, weights, part)


def _histogram(levels: Pixels) -> tuple[Colours, Weights]:
    """Return the mean colours of the cells of RGB that a picture has pixels in, and how much they count.

    A colour counts by about the square root of its area, so that a red flower is not lost in a green meadow: each pixel
    by the root of how rare the colours around its own are, which noise hardly changes.
    """
    step = max(1, int(np.sqrt(levels.shape[0] * levels.shape[1] / _SAMPLES)))
    samples = levels[::step, ::step].reshape(-1, 3)
    cell = _cell(samples)
    sizes = np.bincount(cell, minlength=2 ** (3 * _BITS)).astype(np.float64)
    density = scipy.ndimage.gaussian_filter(sizes.reshape((2**_BITS,) * 3), 1.5, mode="constant", truncate=2).ravel()
    used = sizes > 0
    return _means(samples, np.ones(len(cell)), cell), sizes[used] / np.sqrt(density[used])


def _halved(points: Colours, weights: Weights, count: int) -> Parts:
    """Return the part, below ``count``, of each point: the widest part is halved across its longest axis in turn."""
    part: Parts = np.zeros(len(points), np.intp)
    for new in range(1, count):
        mean = _means(points, weights, part)
        deviations = points - mean[part]
        spread = np.bincount(part, weights * (deviations * deviations).sum(1))
        inside = part == spread.argmax()
        scaled = deviations[inside] * np.sqrt(weights[inside])[:, None]
        longest = np.linalg.eigh(scaled.T @ scaled)[1][:, -1]
        far = deviations[inside] @ longest > 0
        if not far.any():
            break
        part[np.flatnonzero(inside)[far]] = new
    return part


def _means(points: NDArray[Any], weights: Weights, part: Parts) -> Colours:
    """Return the weighted mean colour of each part that is not empty."""
    sizes = np.bincount(part, weights)
    sums = np.stack([np.bincount(part, weights * points[:, channel]) for channel in range(3)], axis=1)
    return (sums[sizes > 0] / sizes[sizes > 0, None]).astype(np.float32)


def _nearest(points: Colours, colours: Colours) -> Parts:
    # What is the same for all colours is left out.
    distances = (colours * colours).sum(1)[:, None] - 2 * colours @ points.T
    return np.asarray(distances.argmin(0), np.intp)


def _cell(levels: Pixels) -> Parts:
    """Return the number of the cell of RGB that each pixel lies in."""
    lost = 8 - _BITS
    cell: Parts = (levels[..., 0] >> lost).astype(np.intp)
    for channel in (1, 2):
        cell <<= _BITS
        cell |= levels[..., channel] >> lost
    return cell


def _table(colours: Colours) -> Pixels:
    """Return the nearest of ``colours`` for the middle of each cell of RGB."""
    return whole_levels(colours[_nearest(_cell_middles(), colours)])


@cache
def _cell_middles() -> Colours:
    middles = (np.arange(2**_BITS, dtype=np.float32) + 0.5) * 2 ** (8 - _BITS)
    return np.stack(np.meshgrid(middles, middles, middles, indexing="ij"), axis=-1).reshape(-1, 3)


@lru_cache(maxsize=16)
def _named_table(palette: str) -> Pixels:
    return _table(parse_palette(palette))
