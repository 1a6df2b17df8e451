"""Creatures of the sea without a face: corals, starfish, jellyfish."""

import math

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.branches import grow
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.curves import Points
from dreamstream.training.motifs.fields import clouds, dome, fraction, mix, ridge, step, wave
from dreamstream.training.motifs.palettes import WHITE, Palette
from dreamstream.training.motifs.randomness import chance, turn, whole
from dreamstream.training.motifs.shading import inflated, relief


@motif("coral", "coral", "berry", "blush", "grape", "reef", "bone", upright=True)
def coral(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a branching coral: thick round twigs, paler and knobbed at their tips."""
    branches = grow(rng, depth=4, spread=rng.uniform(0.38, 0.62), shrink=rng.uniform(0.74, 0.84), start=(0.46, 0.2))
    knobs = rng.uniform(0.03, 0.07)
    tips = canvas.dots(branches.tips, [knobs] * len(branches.tips))
    twigs = np.maximum(branches.coverage(canvas), tips)
    away = canvas.radius(0.0, 0.98) * 0.55
    polyps = clouds(rng, canvas.size, max(2.0, canvas.size * 0.03))
    colour = mix(palette.ramp(0.3 + 0.5 * away), palette.accent, 0.8 * tips) * (0.75 + 0.45 * polyps)
    height = inflated(canvas, twigs, 0.1) + 0.02 * polyps
    canvas.paint(palette.dark * 0.5, branches.coverage(canvas, 1.35))
    canvas.paint(relief(canvas, colour, 1.2 * height, gloss=0.2), twigs)


@motif("starfish", "coral", "honey", "berry", "grape", "ocean", "rust", "sand")
def starfish(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a starfish: tapering arms with a row of warts along the middle of each."""
    arms = 5 if chance(rng, 0.75) else whole(rng, 6, 9)
    sector = fraction(canvas.angle() * (arms / (2.0 * math.pi))) - 0.5
    radius = canvas.radius()
    around = abs(sector) * (2.0 * math.pi / arms)
    along, aside = radius * np.cos(around), radius * np.sin(around)
    half_width = rng.uniform(0.24, 0.36) * 5.0 / arms * np.clip(1.0 - along, 0.0, 1.0) ** rng.uniform(0.55, 0.8)
    body = canvas.inside(np.maximum(aside - half_width - 0.01, along - 1.0))
    across = np.clip(aside / np.maximum(half_width, 0.01), 0.0, 1.0)
    grain = clouds(rng, canvas.size, max(2.0, canvas.size * 0.035))
    row = step(0.5, 0.75, wave(along * rng.uniform(28.0, 44.0))) * step(0.35, 0.15, across)
    warts = np.maximum(row, step(0.6, 0.72, grain) * float(chance(rng, 0.7)))
    colour = mix(palette.mid, palette.light, np.clip(1.0 - across, 0.0, 1.0))
    colour = mix(colour, palette.dark, 0.5 * step(0.7, 1.0, across))
    colour = mix(colour, palette.accent, 0.85 * warts)
    height = 0.9 * half_width * dome(across) + 0.025 * warts
    canvas.paint(relief(canvas, colour, height, gloss=0.25), body)


@motif("jellyfish", "ocean", "grape", "berry", "lagoon", "blush", "ice", "dusk", upright=True)
def jellyfish(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a jellyfish: a bell with ribs and a scalloped rim, frilled arms, and long threads below it."""
    wide, high = rng.uniform(0.55, 0.85), rng.uniform(0.55, 0.9)
    top = -0.15
    threads = [_thread(rng, rng.uniform(-0.8, 0.8) * wide, rng.uniform(0.6, 1.2)) for _ in range(whole(rng, 7, 14))]
    canvas.paint(palette.light, 0.9 * canvas.strokes(threads, 0.025))
    arms = [_thread(rng, x * wide, rng.uniform(0.5, 0.9)) for x in (-0.3, -0.1, 0.1, 0.3)]
    canvas.paint(palette.mid * 0.8, canvas.strokes(arms, 0.12))
    canvas.paint(mix(palette.accent, palette.light, 0.3), canvas.strokes(arms, 0.07))

    x, y = canvas.u / wide, (canvas.v - top) / high
    distance = np.hypot(x, y)
    lobes = 0.06 * np.cos(np.arcsin(np.clip(x, -1.0, 1.0)) * whole(rng, 10, 18))
    bell = canvas.inside((distance - 1.0) * min(wide, high)) * canvas.inside(canvas.v - top - 0.12 * dome(x) - lobes)
    ribs = wave(np.arctan2(canvas.u, 0.9 - canvas.v) * rng.uniform(18.0, 34.0))
    colour = mix(palette.mid, palette.light, np.clip(distance, 0.0, 1.0) ** 3)
    colour = mix(colour, palette.accent, 0.45 * ribs * distance)
    colour = colour * (1.1 - 0.35 * step(-0.5, 0.1, y))
    if chance(rng, 0.6):
        for at in (-0.3, -0.1, 0.1, 0.3):
            organ = ridge(canvas.radius(at * wide * 1.4, top - 0.35 * high) - 0.13 * wide, 0.035)
            colour = mix(colour, palette.accent, 0.6 * organ)
    if chance(rng, 0.4):
        spots = step(0.6, 0.7, clouds(rng, canvas.size, 0.15 / canvas.pixel))
        colour = mix(colour, mix(palette.accent, WHITE, 0.4), 0.7 * spots)
    glint = ridge(np.hypot(x + 0.35, y + 0.5), 0.18)
    height = 0.6 * inflated(canvas, bell, 0.5 * high)
    canvas.paint(relief(canvas, colour, height, gloss=0.3) + 0.35 * glint, 0.95 * bell)
    canvas.paint(mix(palette.light, WHITE, 0.4), 0.7 * ridge(distance - 0.96, 0.035) * bell)


def _thread(rng: Generator, x: float, length: float) -> Points:
    """Return a line that hangs down from the bell in waves."""
    down = np.linspace(-0.1, length, 20)
    swing = rng.uniform(0.03, 0.11) * np.sin(rng.uniform(4.0, 9.0) * down + turn(rng))
    return np.column_stack([x * (1.0 - 0.2 * down) + swing * np.clip(down + 0.1, 0.0, 1.0) * 1.5, down])
