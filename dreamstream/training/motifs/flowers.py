"""Flowers seen from above: daisies, roses, sunflowers."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.curves import Points
from dreamstream.training.motifs.fields import Colour, blurred, clouds, dome, fraction, mix, per_cell, step
from dreamstream.training.motifs.palettes import BLACK, WHITE, Palette, oklch, rgb
from dreamstream.training.motifs.randomness import chance, pick, turn, whole
from dreamstream.training.motifs.shading import relief

_TURN = 2.0 * math.pi
_GOLDEN_ANGLE = math.pi * (3.0 - math.sqrt(5.0))


@dataclass(frozen=True)
class Petals:
    """One ring of petals.

    Attributes:
        count: of petals.
        length: from the flower's middle, in units.
        width: 1 where neighbours just touch.
        belly: where a petal is widest: below 1 near the middle, above 1 near its tip.
        root, tip: colours.
    """

    count: int
    length: float
    width: float
    belly: float
    root: Colour
    tip: Colour


def paint_petals(canvas: Canvas, petals: Petals, rng: Generator) -> None:
    """Paint a ring of petals with folds, and the shadow that they cast."""
    sector = fraction(canvas.angle() / _TURN + rng.random()) * petals.count
    x = 2.0 * (fraction(sector) - 0.5)
    luck = per_cell(rng, np.floor(sector))
    radius = canvas.radius()
    y = radius / (petals.length * (1.0 - 0.15 * luck))
    outline = np.clip(np.sin(math.pi * np.clip(y, 0.0, 1.0) ** petals.belly), 0.0, 1.0) ** 0.6
    half_width = petals.width * outline + 0.05 * (y < 0.5)
    units_across = np.maximum(radius, 0.08) * (math.pi / petals.count)
    shape = canvas.inside((abs(x) - half_width) * units_across) * (y < 1.0)

    fold = 0.7 + 0.22 * np.cos(1.3 * x) + 0.13 * np.cos(x * rng.uniform(6.0, 16.0))
    edge = 1.0 - 0.5 * step(-0.3, 0.0, abs(x) - half_width)
    canvas.paint(BLACK, 0.5 * blurred(np.asarray(shape, np.float32), 0.03 / canvas.pixel))
    colour = mix(petals.root, petals.tip, step(0.1, 0.9, y))
    canvas.paint(colour * (fold * edge * (0.85 + 0.3 * luck)), shape)


@motif("daisy", "bone", "berry", "grape", "dusk", "honey", "coral", "ice")
def daisy(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a flower with one or two rings of petals around a button."""
    count, belly = pick(rng, (5, 6, 8, 10, 12, 14, 17, 20)), rng.uniform(0.7, 1.9)
    root, tip = pick(rng, ((palette.accent, palette.light), (palette.mid, palette.light), (palette.light, palette.mid)))
    if chance(rng, 0.2):
        root, tip = mix(WHITE, palette.light, 0.3), WHITE
    length, width = rng.uniform(0.85, 1.0), rng.uniform(0.7, 1.05)
    if chance(rng, 0.6):
        paint_petals(canvas, Petals(count, 1.0, width, belly, root * 0.7, tip * 0.75), rng)
    paint_petals(canvas, Petals(count, length, width, belly, root, tip), rng)

    radius = rng.uniform(0.14, 0.34)
    middle = pick(rng, (oklch(0.82, 0.15, 0.25), oklch(0.5, 0.1, 0.18), palette.dark, palette.accent))
    canvas.darken(0.5 * step(radius + 0.14, radius, canvas.radius()))
    stamens = clouds(rng, canvas.size, max(2.0, 0.06 / canvas.pixel))
    height = 0.8 * radius * dome(canvas.radius() / radius) + 0.06 * stamens
    canvas.paint(relief(canvas, middle * (0.6 + 0.7 * stamens), height), canvas.disc(0.0, 0.0, radius))


@motif("rose", "berry", "wine", "blush", "ember", "bone", "honey", "dusk")
def rose(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a rose: rings of rounded petals, each lit at its rim and shaded towards the middle."""
    angle, radius = canvas.angle(), canvas.radius()
    rings = whole(rng, 5, 9)
    for ring in range(rings):
        size = (1.0 - ring / rings) ** 0.9
        petals = max(3, 7 - round(0.6 * ring)) / 2.0
        start = turn(rng)
        scallop = 0.84 + 0.16 * abs(np.sin(petals * (angle + start))) + 0.03 * np.sin(7.0 * angle + start)
        distance = radius / (size * scallop)
        colour = mix(palette.mid, palette.light, 0.3 + 0.6 * (ring % 2))
        colour = mix(colour, palette.accent, 0.25 * rng.random())
        colour = colour * (0.35 + 0.65 * distance * distance + 0.15 * np.sin(angle + start))
        petal = canvas.inside((distance - 1.0) * size)
        canvas.darken(0.55 * step(1.3, 0.95, distance))
        canvas.paint(mix(colour, WHITE, 0.4 * step(0.9, 0.97, distance)), petal)
    canvas.darken(0.6 * step(0.12, 0.0, radius))


@motif("sunflower", "honey", "ember", "grass", "ocean", "berry", "grape", stiff=True)
def sunflower(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a sunflower: pointed petals around seeds that lie in the spirals of the golden angle."""
    count = whole(rng, 14, 24)
    paint_petals(canvas, Petals(count, 1.0, 1.0, rng.uniform(0.9, 1.3), palette.mid, palette.light), rng)
    paint_petals(canvas, Petals(count, 0.94, 0.85, rng.uniform(0.9, 1.3), palette.light, palette.accent), rng)
    radius = rng.uniform(0.45, 0.66)
    canvas.darken(0.6 * step(radius + 0.1, radius, canvas.radius()))
    canvas.paint(palette.dark * 0.6, canvas.disc(0.0, 0.0, radius))
    seeds, sizes, ages = _seeds(radius, whole(rng, 90, 200))
    shell = canvas.dots(seeds, (0.9 * sizes).tolist())
    rings = mix(palette.dark, palette.mid, step(0.2, 0.9, canvas.radius() / radius))
    canvas.paint(rings * 0.8, shell)
    ripe = ages > 0.25
    canvas.paint(mix(palette.mid, palette.light, 0.4), canvas.dots(seeds[ripe], (0.6 * sizes[ripe]).tolist()))
    canvas.paint(palette.accent, 0.9 * canvas.dots(seeds - 0.25 * sizes[:, None], (0.28 * sizes).tolist()))
    canvas.darken(0.35 * step(radius, 0.0, canvas.radius()))
    if chance(rng, 0.3):
        canvas.paint(rgb(0.25, 0.3, 0.08), 0.7 * canvas.disc(0.0, 0.0, 0.3 * radius, softness=0.1))


def _seeds(radius: float, count: int) -> tuple[Points, Points, Points]:
    """Return (count, 2) places, their radii, and their ages in 0..1 from the middle outward."""
    order = np.arange(1, count + 1)
    distance = 0.96 * radius * np.sqrt(order / count)
    places = distance[:, None] * np.column_stack([np.cos(order * _GOLDEN_ANGLE), np.sin(order * _GOLDEN_ANGLE)])
    return places, np.full(count, radius / math.sqrt(count)), order / count
