"""Spirals and shells: nautilus, snail, scallop, and swirls of no substance."""

import math

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.fields import clouds, dome, fraction, mix, ridge, step, wave
from dreamstream.training.motifs.palettes import Palette
from dreamstream.training.motifs.randomness import chance, sign, turn, whole
from dreamstream.training.motifs.shading import relief

_TURN = 2.0 * math.pi


@motif("nautilus", "sand", "bone", "coral", "slate", "mist", "dusk")
def nautilus(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a nautilus: a spiral that widens as it turns, striped, or cut open to show its chambers."""
    radius, angle = canvas.radius() + 1e-4, canvas.angle()
    widening = rng.uniform(0.15, 0.22)
    turns = np.log(radius) / (widening * _TURN) - angle / _TURN
    across = fraction(turns)
    swept = angle + _TURN * np.floor(turns)
    mouth = math.log(rng.uniform(0.95, 1.15)) / widening - _TURN
    shell = canvas.inside((swept - mouth) * radius * 0.5)
    wall = np.minimum(across, 1.0 - across)
    is_open = chance(rng, 0.5)
    stripes = rng.uniform(8.0, 12.0) if is_open else rng.uniform(3.5, 7.0)
    chamber = wave(swept * stripes + across * rng.uniform(2.0, 5.0))
    bulge = np.sqrt(np.clip(np.sin(math.pi * across), 0.0, 1.0))
    if is_open:
        colour = mix(palette.dark * 0.8, palette.mid, bulge * 0.9)
        colour = mix(colour, palette.light, np.maximum(step(0.8, 0.95, chamber), step(0.14, 0.08, wall)))
        height = 0.12 * np.sqrt(radius) * np.maximum(step(0.6, 1.0, chamber), step(0.2, 0.05, wall))
    else:
        flames = step(0.45, 0.6, chamber) * step(rng.uniform(0.0, 0.3), 0.6, across)
        colour = mix(palette.light, palette.mid, flames) * (0.45 + 0.65 * bulge)
        colour = mix(colour, palette.dark * 0.5, 0.9 * step(0.1, 0.02, wall))
        height = 0.3 * bulge * np.sqrt(radius)
    canvas.paint(relief(canvas, colour, height, gloss=0.35), shell)


@motif("snail", "earth", "honey", "sand", "blush", "ink", "rust")
def snail(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a snail's shell from above: a tube of even width, coiled, banded and ribbed."""
    radius, angle = canvas.radius() + 1e-4, canvas.angle()
    width = rng.uniform(0.2, 0.36)
    coils = radius**0.8 / width - angle / _TURN
    across = fraction(coils)
    swept = (angle / _TURN + np.floor(coils)) * width
    shell = canvas.inside((swept - rng.uniform(0.65, 0.85)) * 0.5)
    bands = wave(across * rng.uniform(6.0, 20.0) + turn(rng))
    ribs = wave(angle * whole(rng, 18, 44) + 3.0 * clouds(rng, canvas.size, canvas.size * 0.1))
    colour = mix(palette.light, mix(palette.mid, palette.accent, 0.5 * rng.random()), step(0.35, 0.65, bands))
    colour = relief(canvas, colour * (0.8 + 0.25 * ribs), width * dome(2.0 * across - 1.0), gloss=0.5)
    canvas.paint(mix(colour, palette.dark * 0.5, step(0.12, 0.0, np.minimum(across, 1.0 - across))), shell)


@motif("scallop", "blush", "coral", "sand", "dusk", "berry", "bone")
def scallop(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a scallop's shell: ribs that fan out from the hinge, with bands of growth."""
    below = 0.78 - canvas.v
    angle, radius = np.arctan2(canvas.u, below), canvas.radius(0.0, 0.78)
    ribs, spread = whole(rng, 8, 16), rng.uniform(0.85, 1.15)
    rib = wave(angle * (ribs * math.pi / spread))
    rim = 1.55 * np.cos(angle * 0.5) + 0.06 * rib
    shell = canvas.inside((abs(angle) - spread) * radius) * canvas.inside(radius - rim)
    band = step(0.3, 0.7, wave(radius * rng.uniform(9.0, 22.0) + 0.6 * rib))
    colour = mix(mix(palette.light, palette.mid, band * rng.uniform(0.3, 0.9)), palette.accent, 0.5 * radius / 1.5)
    height = 0.12 * rib * step(0.1, 0.9, radius) + 0.015 * band + 0.12 * dome(radius / 1.6)
    ears = canvas.polygon([(-0.42, 0.5), (0.42, 0.5), (0.34, 0.9), (-0.34, 0.9)])
    canvas.paint(palette.mid * (0.5 + 0.5 * wave(canvas.u * 30.0)), ears)
    canvas.paint(relief(canvas, colour * (0.5 + 0.55 * rib), height), shell)


@motif("swirl", "grape", "berry", "ocean", "mist", "dusk", "bone")
def swirl(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint arms that turn into a centre, as cream in coffee or a galaxy."""
    radius, angle = canvas.radius() + 0.02, canvas.angle()
    arms = whole(rng, 1, 6)
    twist = sign(rng) * rng.uniform(1.4, 3.6) * max(arms, 2)
    wander = 1.5 * (clouds(rng, canvas.size, canvas.size * 0.25, 2) - 0.5)
    phase = arms * angle + twist * np.log(radius) + wander
    arm, thread = wave(phase), wave(3.0 * phase + 1.0)
    if chance(rng, 0.4):
        arm = step(0.3, 0.7, arm)
    colour = mix(palette.ramp(0.12 + 0.75 * arm + 0.12 * thread), palette.accent, ridge(radius, rng.uniform(0.05, 0.2)))
    coverage = step(1.02, 0.85, radius) if chance(rng, 0.7) else canvas.inside(radius - 0.98)
    canvas.paint(relief(canvas, colour, rng.uniform(0.03, 0.16) * arm), coverage)
