"""Round machines: gears, wheels, clocks."""

import math

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.curves import Points
from dreamstream.training.motifs.fields import Colour, clouds, dome, mix, ridge, step, streaks, wave
from dreamstream.training.motifs.palettes import WHITE, Palette, grey, rgb
from dreamstream.training.motifs.randomness import chance, pick, turn, whole
from dreamstream.training.motifs.shading import inflated, relief


def _turned_metal(canvas: Canvas, palette: Palette, rng: Generator) -> Colour:
    """Return metal as it leaves the lathe: its shine turns around the middle, fine grooves run along."""
    sheen = wave(2.0 * canvas.angle() + turn(rng))
    grooves = streaks(rng, canvas.angle() * 0.3 * canvas.size, canvas.radius() * 0.8 * canvas.size, 16.0)
    return mix(palette.mid, palette.light, sheen) * (0.9 + 0.07 * grooves)


@motif("gear", "steel", "brass", "rust", "slate", "ink", stiff=True)
def gear(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a toothed wheel with a hub, and spokes or holes between them."""
    angle, radius = canvas.angle(), canvas.radius()
    teeth, hub = whole(rng, 7, 20), rng.uniform(0.1, 0.26)
    profile = np.clip(np.cos(angle * teeth) * rng.uniform(1.4, 4.0), -1.0, 1.0)
    depth = rng.uniform(0.07, 0.13)
    outside = radius - (0.99 - depth + depth * profile)
    body = canvas.inside(outside) * canvas.inside(hub - radius)
    inner, outer, spokes = hub + 0.15, 0.98 - 3.2 * depth, whole(rng, 3, 7)
    style = whole(rng, 0, 2)
    if style == 0:
        between = np.cos(angle * spokes) - rng.uniform(-0.4, 0.2)
        gap = canvas.inside(radius - outer) * canvas.inside(inner - radius) * canvas.inside(-between * radius / spokes)
        body = body * (1.0 - gap)
    elif style == 1:
        sector = 2.0 * math.pi / spokes
        folded = angle - sector * np.rint(angle / sector)
        middle, size = 0.5 * (inner + outer), min(0.42 * (outer - inner), 0.5 * sector * 0.5 * (inner + outer))
        x, y = radius * np.cos(folded) - middle, radius * np.sin(folded)
        body = body * (1.0 - canvas.inside(np.hypot(x, y) - size))
    raised = np.maximum(step(outer, outer + 0.05, radius), step(hub + 0.13, hub + 0.09, radius))
    colour = _turned_metal(canvas, palette, rng)
    if chance(rng, 0.35):
        rusty = step(0.5, 0.7, clouds(rng, canvas.size, canvas.size * 0.16, 3))
        colour = mix(colour, rgb(0.42, 0.2, 0.09), 0.75 * rusty)
    height = inflated(canvas, body, 0.06) + 0.05 * raised
    canvas.paint(relief(canvas, colour, height, gloss=0.5), body)


@motif("wheel", "ink", "steel", "earth", "brass", "wine", stiff=True)
def wheel(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a car's wheel with its tyre, or a cart's of wood."""
    if chance(rng, 0.7):
        _paint_car_wheel(canvas, palette, rng)
    else:
        _paint_cart_wheel(canvas, palette, rng)


def _paint_car_wheel(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    angle, radius = canvas.angle(), canvas.radius()
    rim, spokes, width = rng.uniform(0.56, 0.74), whole(rng, 5, 14), rng.uniform(0.35, 0.65)
    rubber = mix(grey(0.12), palette.dark, 0.5 * rng.random())
    tread = wave(angle * whole(rng, 36, 60)) * step(0.84, 0.94, radius)
    tyre = rubber * (0.8 + 0.7 * tread) + 0.1 * ridge(radius - 0.5 * (rim + 0.95), 0.06)
    canvas.paint(relief(canvas, tyre, 0.2 * dome((radius - 0.85) / 0.2), gloss=0.2), canvas.disc(0.0, 0.0, 0.98))
    canvas.paint(grey(0.05), canvas.disc(0.0, 0.0, rim))
    metal = mix(palette.light, grey(0.8), 0.4) * (0.65 + 0.4 * wave(2.0 * angle + turn(rng)))
    twist = pick(rng, (0.0, 0.0, 2.0))
    between = np.cos(angle * spokes + twist * radius) - math.cos(math.pi * width) * (0.3 + 0.7 * radius)
    spoke = canvas.inside(-between * np.maximum(radius, 0.1) / spokes) * canvas.disc(0.0, 0.0, rim)
    canvas.paint(relief(canvas, metal, inflated(canvas, spoke, 0.08), gloss=0.4), spoke)
    canvas.paint(metal, np.maximum(canvas.ring(rim, 0.08), canvas.disc(0.0, 0.0, 0.19)))
    canvas.paint(palette.accent * 0.7, canvas.disc(0.0, 0.0, 0.1))
    bolts = 0.145 * np.array([(math.cos(k * 0.4 * math.pi), math.sin(k * 0.4 * math.pi)) for k in range(5)])
    canvas.paint(grey(0.08), canvas.dots(bolts, [0.025] * 5))


def _paint_cart_wheel(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    radius = canvas.radius()
    spokes, rim = whole(rng, 6, 14), rng.uniform(0.1, 0.17)
    turns = 2.0 * math.pi * np.arange(spokes) / spokes
    ends = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    grain = 0.75 + 0.4 * clouds(rng, canvas.size, 2.5, 2)
    wood = mix(palette.mid, palette.light, 0.5 * rng.random()) * grain
    bars = canvas.strokes([np.stack([0.12 * end, 0.9 * end]) for end in ends], rng.uniform(0.06, 0.11))
    ring, hub = canvas.ring(0.97 - 0.5 * rim, rim), canvas.disc(0.0, 0.0, 0.2)
    body = np.maximum(np.maximum(bars, ring), hub)
    canvas.paint(relief(canvas, wood, inflated(canvas, body, 0.07), gloss=0.15), body)
    canvas.paint(palette.dark, canvas.ring(0.97, 0.05))
    canvas.paint(relief(canvas, palette.accent * 0.7, 0.12 * dome(radius / 0.12)), canvas.disc(0.0, 0.0, 0.1))


@motif("clock", "brass", "earth", "steel", "slate", "wine", "forest", upright=True, stiff=True)
def clock(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a clock: metal case, dial, twelve marks, two hands or three."""
    radius = canvas.radius()
    inner = rng.uniform(0.76, 0.9)
    bezel = 0.1 * dome((radius - 0.5 * (1.0 + inner)) / 0.13)
    metal = relief(canvas, _turned_metal(canvas, palette, rng), bezel, gloss=0.5)
    canvas.paint(metal, canvas.disc(0.0, 0.0, 0.99))
    is_dark = chance(rng, 0.25)
    pale = mix(rgb(0.95, 0.93, 0.88), pick(rng, (palette.accent, palette.light)), pick(rng, (0.0, 0.4, 0.9)))
    dial = palette.dark if is_dark else pale
    ink = mix(palette.accent, WHITE, 0.5) if is_dark else palette.dark * 0.4
    canvas.paint(dial * (1.0 - 0.25 * radius * radius), canvas.disc(0.0, 0.0, inner))
    canvas.darken(0.4 * canvas.ring(inner, 0.06))
    if chance(rng, 0.6):
        canvas.paint(ink, canvas.ring(inner - 0.08, 0.02))
    thick = rng.uniform(0.03, 0.055)
    for every, reach, width in ((30, 0.16, thick), (90, 0.22, 1.8 * thick)):
        marks = [_spoke(math.radians(at), inner - 0.1 - reach, inner - 0.1) for at in range(0, 360, every)]
        canvas.paint(ink, canvas.strokes(marks, width))
    minute = turn(rng)
    canvas.paint(ink, canvas.strokes([_spoke(turn(rng), -0.1, 0.52 * inner)], 0.09))
    canvas.paint(ink, canvas.strokes([_spoke(minute, -0.12, 0.8 * inner)], 0.055))
    if chance(rng, 0.4):
        canvas.paint(rgb(0.8, 0.15, 0.12), canvas.strokes([_spoke(turn(rng), -0.2, 0.82 * inner)], 0.02))
    canvas.paint(palette.accent * 0.7, canvas.disc(0.0, 0.0, 0.07))


def _spoke(angle: float, start: float, end: float) -> Points:
    return np.outer([start, end], [math.cos(angle), math.sin(angle)])
