"""The picture in a handful of colours: its own, or those of a palette."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from dreamstream.distortions.base import Distortion, Picture, register
from dreamstream.distortions.levels import whole_levels
from dreamstream.frame import Moment, Pixels

Colours: TypeAlias = NDArray[np.float32]
"""(count, 3) RGB in 0..255."""

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
"""Of each channel, in the table from every colour to the nearest of a palette."""
_ROUNDS = 6
_SAMPLES = 4096


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
        high = (levels >> (8 - _BITS)).astype(np.uint16)
        place = (high[..., 0] << (2 * _BITS)) | (high[..., 1] << _BITS) | high[..., 2]
        return np.asarray(np.take(table, place, axis=0), dtype=pixels.dtype)


def own_colours(levels: Pixels, count: int) -> Colours:
    """Return ``count`` colours that stand for a picture: k-means, begun at evenly ranked lightnesses.

    Nothing of it is random, so that pictures that hardly differ have colours that hardly differ.
    """
    step = max(1, int(np.sqrt(levels.shape[0] * levels.shape[1] / _SAMPLES)))
    samples = levels[::step, ::step].reshape(-1, 3).astype(np.float32)
    ranked = samples[np.argsort(samples @ np.array([0.299, 0.587, 0.114], np.float32), kind="stable")]
    colours = np.array([part.mean(0) for part in np.array_split(ranked, count) if len(part)], np.float32)
    for _ in range(_ROUNDS):
        nearest = _nearest(samples, colours)
        sizes = np.bincount(nearest, minlength=len(colours))
        sums = np.stack([np.bincount(nearest, samples[:, each], len(colours)) for each in range(3)], axis=1)
        colours = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], colours).astype(np.float32)
    return colours


def _nearest(points: Colours, colours: Colours) -> NDArray[np.intp]:
    return np.argmin((colours * colours).sum(1) - 2 * points @ colours.T, axis=1)


def _table(colours: Colours) -> Pixels:
    """Return the nearest of ``colours`` for the middle of each of the 2 ** 15 cells of RGB."""
    middles = (np.arange(2**_BITS, dtype=np.float32) + 0.5) * 2 ** (8 - _BITS)
    cells = np.stack(np.meshgrid(middles, middles, middles, indexing="ij"), axis=-1).reshape(-1, 3)
    return whole_levels(colours[_nearest(cells, colours)])


@lru_cache(maxsize=16)
def _named_table(palette: str) -> Pixels:
    return _table(parse_palette(palette))
