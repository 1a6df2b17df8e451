"""Ornaments: mandalas, spiders' webs, crystals."""

import math

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.curves import Points
from dreamstream.training.motifs.fields import Colour, Plane, blurred, clouds, fraction, mix, step, wave
from dreamstream.training.motifs.palettes import WHITE, Palette, choose_palette
from dreamstream.training.motifs.randomness import chance, pick, whole
from dreamstream.training.motifs.shading import relief


@motif("mandala", "berry", "reef", "parrot", "brass", "dusk", "bone")
def mandala(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a rosette of rings, each with teeth, beads, petals or waves, all of one symmetry."""
    fold = whole(rng, 5, 13)
    radius = canvas.radius()
    spoke = 2.0 * abs(fraction(canvas.angle() * (fold / (2.0 * math.pi))) - 0.5)
    second = choose_palette(rng)
    colours = (palette.mid, palette.light, palette.accent, palette.dark, second.mid, second.light, second.accent)
    colour: Colour = palette.dark
    height: Plane = np.zeros_like(radius)
    outer = 1.0
    while outer > 0.12:
        width = rng.uniform(0.12, 0.3)
        depth = (outer - radius) / width
        band = canvas.inside(radius - outer)
        figure = _figure(whole(rng, 0, 3), spoke, depth, outer * math.pi / fold / width)
        shape = canvas.inside(-figure * width) * canvas.inside((depth - 1.0) * width) * band
        outline = canvas.inside((abs(figure) - 0.04) * width - 0.01) * canvas.inside((depth - 1.0) * width) * band
        colour = mix(colour, pick(rng, colours) * (0.65 + 0.35 * np.clip(depth, 0.0, 1.0)), band)
        colour = mix(colour, pick(rng, colours) * (0.75 + 0.4 * np.clip(2.0 * figure, 0.0, 1.0)), shape)
        colour = mix(colour, palette.dark * 0.5, outline)
        height = height + shape
        outer -= width
    colour = mix(colour, palette.accent, canvas.disc(0.0, 0.0, max(outer, 0.05)))
    lit = relief(canvas, colour, rng.uniform(0.0, 0.08) * blurred(height, 0.8), gloss=0.15)
    canvas.paint(lit, canvas.disc(0.0, 0.0, 0.99))


def _figure(kind: int, spoke: Plane, depth: Plane, pitch: float) -> Plane:
    """Return a field that is positive inside a ring's figure: teeth, beads, petals or waves.

    ``spoke`` is 0 in the middle of a sector and 1 on its border, ``depth`` 0 on the ring's rim and 1 at its inner
    edge, ``pitch`` half of a sector's width in widths of the ring.
    """
    if kind == 0:
        return 1.0 - depth - spoke
    if kind == 1:
        return 0.38 - np.asarray(np.hypot(spoke * pitch, depth - 0.5), np.float32)
    if kind == 2:
        return wave(spoke * math.pi) - depth
    return 0.15 - abs(depth - 0.5) + 0.3 * wave(spoke * (4.0 * math.pi))


@motif("web", "ink", "ocean", "moss", "dusk", "slate")
def web(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a spider's web: spokes, sagging threads between them, and perhaps dew."""
    count, sag = whole(rng, 8, 16), rng.uniform(0.82, 0.93)
    angles = (np.arange(count) + 0.12 * rng.standard_normal(count)) * (2.0 * math.pi / count)
    is_dark = chance(rng, 0.7)
    ground = palette.dark * 0.7 if is_dark else palette.light
    uneven = 0.7 + 0.6 * clouds(rng, canvas.size, canvas.size * 0.3, 2)
    canvas.paint(ground * uneven, step(1.3, 0.8, canvas.radius()) * rng.uniform(0.4, 1.0))

    threads = [np.outer([0.0, 1.3], [math.cos(angle), math.sin(angle)]) for angle in angles]
    following = np.append(angles[1:], angles[0] + 2.0 * math.pi)
    dew = []
    distance = 0.08
    while distance < 1.1:
        corners = np.column_stack([angles, 0.5 * (angles + following)]).ravel()
        reach = np.tile([distance, sag * distance], count)
        turn_around = np.column_stack([reach * np.cos(corners), reach * np.sin(corners)])
        threads.append(np.vstack([turn_around, turn_around[:1]]))
        dew.append(turn_around[1::2])
        distance += rng.uniform(0.09, 0.18)
    silk = mix(WHITE, palette.accent, 0.4 * rng.random()) if is_dark else palette.dark * 0.5
    canvas.paint(silk, canvas.strokes(threads, rng.uniform(0.012, 0.028)))
    if chance(rng, 0.4):
        drops = np.vstack(dew)
        canvas.paint(WHITE, canvas.dots(drops, [rng.uniform(0.012, 0.026)] * len(drops)))


@motif("crystal", "grape", "ice", "lagoon", "berry", "ocean", "honey", "bone", upright=True, stiff=True)
def crystal(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a cluster of crystals: prisms with pointed ends, each face lit on its own."""
    count = whole(rng, 4, 8)
    leans = np.sort(np.linspace(-0.85, 0.85, count) + 0.1 * rng.standard_normal(count))
    order = np.argsort(-abs(leans))
    inner = clouds(rng, canvas.size, canvas.size * 0.12, 3)
    for at in order.tolist():
        lean = float(leans[at])
        length = rng.uniform(1.0, 1.75) * (1.0 - 0.35 * abs(lean))
        _paint_prism(canvas, palette, rng, lean, length, inner)


def _paint_prism(canvas: Canvas, palette: Palette, rng: Generator, lean: float, length: float, inner: Plane) -> None:
    half, split = rng.uniform(0.13, 0.24), rng.uniform(-0.45, 0.3)
    up, right = np.array([math.sin(lean), -math.cos(lean)]), np.array([math.cos(lean), math.sin(lean)])
    foot = np.array([0.35 * lean, 0.8])
    shoulder = length - half * rng.uniform(1.0, 1.8)

    def at(aside: float, height: float) -> Points:
        return foot + aside * half * right + height * up

    tip = at(0.2 * split, length)
    faces = (
        ([at(-1.0, 0.0), at(split, 0.0), at(split, shoulder), at(-1.0, shoulder)], 0.75),
        ([at(split, 0.0), at(1.0, 0.0), at(1.0, shoulder), at(split, shoulder)], 0.25),
        ([at(-1.0, shoulder), at(split, shoulder), tip], 1.0),
        ([at(split, shoulder), at(1.0, shoulder), tip], 0.5),
    )
    for corners, tone in faces:
        shade = tone + 0.35 * (inner - 0.5) + rng.normal(0.0, 0.06)
        canvas.paint(palette.ramp(shade), canvas.polygon(np.array(corners)))
    edges = [
        np.array([at(split, 0.0), at(split, shoulder), tip]),
        np.array([at(-1.0, shoulder), at(split, shoulder), at(1.0, shoulder)]),
    ]
    canvas.paint(mix(palette.accent, WHITE, 0.6), 0.8 * canvas.strokes(edges, 0.02))
    outline = np.array([at(-1.0, 0.0), at(-1.0, shoulder), tip, at(1.0, shoulder), at(1.0, 0.0)])
    canvas.paint(palette.dark * 0.4, 0.7 * canvas.strokes([outline], 0.02))
