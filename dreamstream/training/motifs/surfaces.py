"""Surfaces without a shape of their own: fur, scales, honeycomb, and the folds of a brain coral."""

import math

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.fields import clouds, labyrinth, mix, pebbles, ridge, step, streaks, wave
from dreamstream.training.motifs.palettes import Palette
from dreamstream.training.motifs.randomness import chance, pick, turn, whole
from dreamstream.training.motifs.shading import relief
from dreamstream.training.motifs.tilings import hexagons, scales


@motif("fur", "earth", "fox", "ink", "bone", "sand", "bark", surface=True)
def fur(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint fur along a bent flow: plain, striped as a tiger's or spotted as a leopard's."""
    swing = [0.7 * (clouds(rng, canvas.size, canvas.size * rng.uniform(0.35, 0.8)) - 0.5) for _ in range(2)]
    along, across = canvas.u + swing[0], canvas.v + swing[1]
    scale = 0.5 * canvas.size
    fine = streaks(rng, along * scale, across * scale, rng.uniform(8.0, 20.0))
    coarse = streaks(rng, along * scale * 0.6, across * scale * 0.45, rng.uniform(12.0, 24.0))
    tufts = clouds(rng, canvas.size, canvas.size * 0.3, 2)
    colour = palette.ramp(0.5 + 0.6 * (tufts - 0.5) + 0.15 * fine + 0.13 * coarse)
    coat = whole(rng, 0, 3)
    ragged = 0.12 * fine
    if coat == 0:
        stripe = wave(along * rng.uniform(5.0, 11.0) + 5.0 * tufts) + ragged
        colour = mix(colour, palette.dark * 0.6, 0.85 * step(0.5, 0.7, stripe))
    elif coat == 1:
        height, luck = pebbles(rng, canvas.size, whole(rng, 12, 40))
        spot = height * (0.8 + 0.3 * luck) + ragged
        colour = mix(mix(colour, palette.dark * 0.5, step(0.4, 0.55, spot)), palette.mid, 0.7 * step(0.75, 0.9, spot))
    canvas.paint(colour)


@motif("scales", "lagoon", "ocean", "moss", "brass", "ember", "slate", "dusk", surface=True)
def scale_field(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint the smooth, shining scales of a fish or a dragon."""
    density = rng.uniform(1.8, 4.6)
    rows = scales(rng, canvas.u * density, canvas.v * density, rng.uniform(0.45, 0.8))
    sheen = wave(canvas.u * 3.0 + canvas.v * 2.0 + 1.5 * rows.chance + turn(rng))
    colour = mix(palette.mid, palette.light, np.clip(0.5 * rows.y, 0.0, 1.0))
    colour = mix(colour, palette.accent, 0.5 * sheen) * (0.75 + 0.4 * rows.chance)
    colour = colour * (1.0 - 0.75 * rows.shadow)
    if chance(rng, 0.5):
        colour = mix(colour, palette.dark * 0.6, 0.9 * step(0.1, 0.03, rows.rim))
    else:
        colour = relief(canvas, colour, 0.25 / density * np.clip(rows.rim, 0.0, 0.5), gloss=0.3)
    glint = ridge(np.hypot(rows.x + 0.12, 0.7 * (rows.y - 1.35)), 0.14)
    canvas.paint(colour + rng.uniform(0.1, 0.55) * glint)


@motif("honeycomb", "honey", "brass", "bark", "moss", "slate", surface=True)
def honeycomb(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a comb: walls of wax around cells that are empty, full, or closed."""
    density = rng.uniform(2.4, 5.2)
    comb = hexagons(rng, canvas.u * density, canvas.v * density)
    depth = np.clip(1.0 - 1.6 * comb.distance + 0.5 * (comb.chance - 0.5), 0.0, 1.0)
    is_empty = (comb.chance > rng.uniform(0.5, 0.95)) * step(0.43, 0.4, comb.distance)
    colour = mix(mix(palette.mid, palette.light, depth), palette.dark, 0.85 * is_empty)
    wall = step(0.38, 0.47, comb.distance)
    honey = ridge(comb.distance, 0.25) * (1.0 - is_empty)
    colour = relief(canvas, colour, (0.25 * wall + 0.1 * honey) / density, gloss=0.5)
    colour = mix(colour, palette.accent, 0.85 * step(0.41, 0.46, comb.distance))
    glint = ridge(np.hypot(comb.x + 0.12, comb.y + 0.14), 0.08) * (comb.chance > 0.35) * (1.0 - is_empty)
    canvas.paint(colour + 0.55 * glint)


@motif("brain", "coral", "blush", "moss", "grape", "sand", "lagoon", surface=True)
def brain(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint the winding ridges of a brain, or of the coral named after it."""
    width = canvas.size * rng.uniform(0.05, 0.12)
    winding = labyrinth(rng, canvas.size, width)
    tone = 0.5 + 0.5 * winding
    colour = palette.ramp(0.15 + 0.7 * tone)
    if chance(rng, 0.5):
        crest = ridge(winding - 1.0, rng.uniform(0.15, 0.4))
        colour = mix(colour, pick(rng, (palette.dark, palette.accent)), 0.7 * crest)
        tone = tone - 0.3 * crest
    else:
        colour = colour * (0.85 + 0.15 * wave(6.0 * math.pi * winding))
    canvas.paint(relief(canvas, colour, width * canvas.pixel * rng.uniform(0.5, 1.1) * tone, gloss=0.3))
