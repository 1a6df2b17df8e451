"""Feathers: a peacock's eye, a single feather, and rows of plumage."""

import math

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.curves import smooth
from dreamstream.training.motifs.fields import Colour, clouds, fraction, mix, step, wave
from dreamstream.training.motifs.palettes import WHITE, Palette, oklch
from dreamstream.training.motifs.randomness import chance, turn, whole
from dreamstream.training.motifs.tilings import Scales, scales


@motif("peacock", "lagoon", "ocean", "forest", "grape")
def peacock(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint the eye of a peacock's feather: nested ovals over a fan of barbs."""
    from_root = np.arctan2(canvas.u, 0.9 - canvas.v)
    barbs = rng.uniform(30.0, 60.0)
    barb = wave(from_root * barbs + 2.0 * clouds(rng, canvas.size, canvas.size * 0.08))
    ragged = 1.0 + 0.07 * np.sin(from_root * barbs * 0.5) + 0.05 * clouds(rng, canvas.size, canvas.size * 0.05)
    distance = np.hypot(canvas.u, canvas.v * 0.85) / ragged
    fan, gold, bronze, teal, blue = _peacock_colours(palette, rng)

    canvas.paint(mix(fan * 0.4, fan * 1.25, barb), step(1.02, 0.85, distance) * (0.4 + 0.6 * barb))
    canvas.paint(gold * (0.6 + 0.5 * barb), step(0.74, 0.69, distance))
    canvas.paint(bronze * (0.7 + 0.5 * barb), step(0.62, 0.58, distance))
    canvas.paint(teal * (0.75 + 0.45 * barb), step(0.45, 0.41, canvas.radius(0.0, 0.06)))
    heart = np.hypot(canvas.u * 1.05, canvas.v - 0.1) * (1.0 + 0.25 * np.cos(canvas.angle(0.0, 0.1) - 0.5 * math.pi))
    canvas.paint(blue * (0.6 + 0.6 * barb), step(0.27, 0.23, heart))
    quill = smooth([(0.0, 0.3), (rng.normal(0.0, 0.05), 0.8), (rng.normal(0.0, 0.12), 1.5)])
    canvas.paint(mix(palette.light, WHITE, 0.5), canvas.strokes([quill], 0.035))


def _peacock_colours(palette: Palette, rng: Generator) -> tuple[Colour, ...]:
    """Return those of fan, gold, bronze, teal and blue: nature's, nature's in other hues, or the palette's."""
    if chance(rng, 0.4):
        return palette.mid, palette.accent, palette.light * 0.8, mix(palette.mid, palette.accent, 0.3), palette.dark
    shift = rng.normal(0.0, 0.02) if chance(rng, 0.6) else rng.random()
    strength = rng.uniform(0.6, 1.2)
    recipes = ((0.55, 0.12, 0.38), (0.82, 0.13, 0.25), (0.6, 0.12, 0.16), (0.7, 0.12, 0.5), (0.32, 0.14, 0.73))
    return tuple(oklch(lightness, chroma * strength, hue + shift) for lightness, chroma, hue in recipes)


@motif("feather", "ocean", "berry", "bone", "parrot", "slate", "earth")
def feather(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint one feather: quill, slanted barbs, bands, and a vane that has split here and there."""
    bend, slant = rng.normal(0.0, 0.25), rng.uniform(0.5, 1.2)
    along = canvas.u
    across = canvas.v - bend * (along * along - 0.3)
    side = abs(across)
    phase = along - slant * side
    barb = wave(phase * rng.uniform(30.0, 55.0) + 2.0 * clouds(rng, canvas.size, canvas.size * 0.1))

    profile = np.clip(1.0 - abs((along - 0.1) / 0.95) ** rng.uniform(2.0, 4.0), 0.0, 1.0)
    half_width = rng.uniform(0.32, 0.55) * profile**0.6
    colour = mix(palette.mid, palette.light, step(0.3, 0.7, wave(phase * rng.uniform(2.0, 14.0) + turn(rng))))
    tip = palette.accent if chance(rng, 0.6) else palette.dark
    colour = mix(colour, tip, step(0.2, 0.8, along) * rng.uniform(0.0, 1.0))
    colour = mix(colour, WHITE, 0.6 * step(-0.5, -0.8, along))
    colour = colour * (0.55 + 0.6 * barb) * np.where(across > 0.0, 0.68, 1.05)

    slits = fraction(phase * rng.uniform(0.8, 1.6) + rng.random())
    split = step(0.1, 0.02, slits) * step(0.0, 0.3, side) * (clouds(rng, canvas.size, canvas.size * 0.2) > 0.45)
    vane = canvas.inside(side - half_width - 0.03 * (barb - 0.5)) * (1.0 - 0.9 * split)
    canvas.paint(colour, vane)
    x = np.linspace(-1.3, 0.9, 20)
    quill = np.column_stack([x, bend * (x * x - 0.3)])
    canvas.paint(palette.dark * 0.7, canvas.strokes([quill], 0.06))
    canvas.paint(mix(palette.light, WHITE, 0.5), canvas.strokes([quill], 0.03))


@motif("plumage", "forest", "ember", "reef", "earth", "slate", "fox", surface=True)
def plumage(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint rows of feathers, each with its shaft, barbs and marking."""
    density = rng.uniform(1.5, 3.2)
    rows = scales(rng, canvas.u * density, canvas.v * density, rng.uniform(0.7, 1.2))
    barb = wave((rows.y * 1.3 - abs(rows.x) * 2.5) * rng.uniform(15.0, 28.0))
    colour = mix(palette.mid, palette.light, np.clip(0.5 * rows.y + 0.4 * (rows.chance - 0.5), 0.0, 1.0))
    colour = _marked(colour * (0.65 + 0.45 * barb), rows, palette, whole(rng, 0, 3))
    colour = mix(colour, mix(palette.accent, WHITE, 0.3), 0.8 * step(0.06, 0.02, abs(rows.x)))
    canvas.paint(colour * (1.0 - 0.7 * rows.shadow))


def _marked(colour: Colour, rows: Scales, palette: Palette, marking: int) -> Colour:
    """Return the feathers with a dark rim, a bright rim, an eye spot, or bars."""
    if marking == 0:
        return mix(colour, palette.dark, 0.9 * step(0.17, 0.09, rows.rim))
    if marking == 1:
        return mix(colour, palette.accent, 0.9 * step(0.3, 0.2, rows.rim))
    if marking == 2:
        spot = np.hypot(2.0 * rows.x, 1.6 * (rows.y - 1.45))
        return mix(mix(colour, palette.accent, step(0.66, 0.56, spot)), palette.dark, step(0.4, 0.3, spot))
    return mix(colour, palette.dark, 0.8 * step(0.55, 0.75, wave(rows.y * 9.0 - 4.0 * abs(rows.x))))
