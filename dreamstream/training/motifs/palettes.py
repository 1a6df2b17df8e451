"""Colours that go together: natural palettes by name, and harmonies of any hue.

A motif names the palettes that are natural to it. It gets one of them half of the time, and any other palette in the
other half: a class that always has one hue teaches a network the hue, and loops trained so run to green and magenta.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.fields import Colour, Plane, mix
from dreamstream.training.motifs.randomness import chance, pick

NATURAL_SHARE = 0.5
"""How often a motif's own palettes are used."""

_NATURAL = {
    "bark": "1c140e 5a4634 a08a6c d9cbb0",
    "berry": "33061f a81f5c e87aa0 f6dd9c",
    "blush": "3a161a b06060 efb8a6 fceadb",
    "bone": "2e2820 8f8168 d8ccb0 f7f1e2",
    "brass": "2a1c06 8f6a1c d6ae4c f9eaa8",
    "coral": "44100e c2452f f59a73 ffe2bd",
    "dusk": "161430 4f4580 b58aa8 f4c19a",
    "earth": "1a0f08 73472a c79c66 f0e2c4",
    "ember": "340a0a b32b1c f0843a ffdf7a",
    "forest": "07190f 1f5236 5f9a68 c8c46a",
    "fox": "2a1108 a4501c e29a52 fbeedd",
    "grape": "1d0b33 63307f b784c8 f3cf9f",
    "grass": "0e1f08 3d6f22 93b84c eee58a",
    "honey": "2b1a03 9c6a12 e6b53a fcf0a4",
    "ice": "10222f 4c7f9c a9d3e0 f4fbfb",
    "ink": "0c0d10 33373d 8a9098 e6e8ea",
    "lagoon": "04222a 126c76 58bfb6 f2d677",
    "mist": "1f2a30 62747c b4c1c2 f0ece2",
    "moss": "17190b 55602a a3a862 e6d9a0",
    "ocean": "08123a 1c489f 6ea6e4 eef2d8",
    "olive": "1e1b0a 68602a b3a65c ead9a2",
    "parrot": "07261c 128a4a f0c52e e2412f",
    "reef": "06202f 1678a0 f08a4a fae6b0",
    "rust": "24110c 7c3b22 c47a4a e8c9a0",
    "sand": "3a2c1c 94785a d6bd96 f3e6cc",
    "slate": "14181d 465260 94a2ae dfe3e2",
    "steel": "101418 4a5660 a0b0ba f2f4f4",
    "wine": "22060f 701c34 b4606c ecc6a8",
}
"""Dark, mid, light and accent of each, as hexadecimal RGB."""


@dataclass(frozen=True)
class Palette:
    """Four colours of (3, 1, 1), RGB in 0..1, from dark to light, and one that stands out."""

    dark: Colour
    mid: Colour
    light: Colour
    accent: Colour

    def ramp(self, tone: Plane) -> Colour:
        """Return a colour per place: dark at tone 0, mid at 0.5, light at 1."""
        to_mid, to_light = np.clip(2.0 * tone, 0.0, 1.0), np.clip(2.0 * tone - 1.0, 0.0, 1.0)
        return mix(mix(self.dark, self.mid, to_mid), self.light, to_light)

    def any(self, rng: Generator) -> Colour:
        """Return one of the four."""
        return pick(rng, (self.dark, self.mid, self.light, self.accent))


def rgb(red: float, green: float, blue: float) -> Colour:
    """Return a colour of (3, 1, 1)."""
    return np.array([red, green, blue], np.float32).reshape(3, 1, 1)


def grey(level: float) -> Colour:
    """Return a grey of that level in 0..1."""
    return rgb(level, level, level)


WHITE, BLACK = grey(0.97), grey(0.02)


def oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """Return a colour of the OKLCh space (Björn Ottosson, 2020), clipped to sRGB.

    Args:
        lightness: 0..1, as the eye sees it whatever the hue.
        chroma: 0 is grey; sRGB ends between 0.1 and 0.32.
        hue: in turns; 0.08 is red, 0.3 yellow, 0.4 green, 0.73 blue.
    """
    a, b = chroma * math.cos(2.0 * math.pi * hue), chroma * math.sin(2.0 * math.pi * hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return rgb(*(_gamma(min(max(channel, 0.0), 1.0)) for channel in linear))


def natural(rng: Generator, names: Sequence[str]) -> Palette:
    """Return one of the natural palettes of these names, a little off so that no two are alike."""
    colours = [[int(code[at : at + 2], 16) / 255.0 for at in (0, 2, 4)] for code in _NATURAL[pick(rng, names)].split()]
    shifted = np.clip(np.array(colours, np.float32) + 0.035 * rng.standard_normal((4, 3), np.float32), 0.0, 1.0)
    return Palette(*(rgb(*colour) for colour in shifted.tolist()))


def harmony(rng: Generator) -> Palette:
    """Return a palette of any hue: one hue, neighbours, or opposites; muted more often than vivid."""
    hue = rng.random()
    low, high = pick(rng, ((0.02, 0.06), (0.05, 0.10), (0.05, 0.10), (0.08, 0.14), (0.12, 0.20)))
    chroma = rng.uniform(low, high)
    apart = pick(rng, (0.0, 0.06, 0.1, 0.33, 0.42, 0.5)) * (1.0 if chance(rng, 0.5) else -1.0)
    return Palette(
        dark=oklch(rng.uniform(0.12, 0.3), chroma * rng.uniform(0.3, 0.8), hue - 0.05 * apart),
        mid=oklch(rng.uniform(0.42, 0.62), chroma, hue),
        light=oklch(rng.uniform(0.72, 0.88), chroma * rng.uniform(0.4, 1.0), hue + apart * rng.uniform(0.2, 0.6)),
        accent=oklch(rng.uniform(0.75, 0.95), chroma * rng.uniform(0.5, 1.3), hue + apart),
    )


def choose_palette(rng: Generator, favourites: Sequence[str] = ()) -> Palette:
    """Return a palette: half of the time one of the favourites, else any natural one or a harmony of any hue."""
    if favourites and chance(rng, NATURAL_SHARE):
        return natural(rng, favourites)
    return natural(rng, tuple(_NATURAL)) if chance(rng, 0.2) else harmony(rng)


def iris_colour(rng: Generator, palette: Palette) -> Colour:
    """Return an eye's colour: amber, brown, green, blue or red, or the palette's accent."""
    if chance(rng, 0.3):
        return mix(palette.accent, palette.mid, rng.random())
    hue = pick(rng, (0.06, 0.12, 0.17, 0.2, 0.24, 0.28, 0.36, 0.42, 0.58, 0.68))
    return oklch(rng.uniform(0.45, 0.82), rng.uniform(0.07, 0.17), hue + rng.normal(0.0, 0.015))


def _gamma(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1.0 / 2.4) - 0.055
