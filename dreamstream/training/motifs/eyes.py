"""Eyes: a mammal's between its lids, and a reptile's among its scales."""

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.eyeball import Eyeball, paint_eyeball
from dreamstream.training.motifs.fields import Plane, clouds, mix, pebbles, step, wave
from dreamstream.training.motifs.palettes import WHITE, Palette, iris_colour, rgb
from dreamstream.training.motifs.randomness import chance, whole
from dreamstream.training.motifs.shading import relief

_HALF_WIDTH = 0.88


@motif("eye", "earth", "blush", "sand", "slate", "bark", upright=True)
def eye(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint an open eye: skin, lids, white, iris, lashes, perhaps a brow."""
    upper, lower = rng.uniform(0.36, 0.64), rng.uniform(0.24, 0.45)
    _paint_skin(canvas, palette, rng)
    rounding = np.clip(1.0 - (canvas.u / _HALF_WIDTH) ** 2, 0.0, 1.0)
    below_upper = canvas.v + upper * rounding**0.8
    opening = canvas.inside(-below_upper) * canvas.inside(canvas.v - lower * rounding)
    opening = opening * canvas.inside(abs(canvas.u) - _HALF_WIDTH)

    ball = Canvas.like(canvas)
    ball.paint(mix(rgb(0.96, 0.95, 0.92), rgb(0.85, 0.55, 0.5), 0.7 * step(0.45, 0.95, abs(canvas.u))))
    radius = rng.uniform(0.3, 0.44)
    place = (rng.uniform(-0.2, 0.2), rng.uniform(-0.1, 0.04))
    iris = iris_colour(rng, palette)
    paint_eyeball(ball, Eyeball(*place, radius, iris, pupil=rng.uniform(0.3, 0.55)), rng)
    ball.darken(0.5 * step(0.24, 0.0, below_upper))
    canvas.paint(ball.colour, opening)
    _paint_lids(canvas, palette, rng, (upper, lower))


def _paint_skin(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    tone = 0.8 * clouds(rng, canvas.size, canvas.size * 0.3, 3) + 0.1
    skin = mix(palette.light, palette.mid, tone) * (0.75 + 0.5 * clouds(rng, canvas.size, canvas.size * 0.7))
    socket = 1.0 - 0.4 * step(1.0, 0.5, canvas.oval((0.0, -0.05), (1.0, 0.8)))
    canvas.paint(skin * socket, step(1.25, 0.95, canvas.oval((0.0, 0.0), (1.12, 0.85))))


def _paint_lids(canvas: Canvas, palette: Palette, rng: Generator, lids: tuple[float, float]) -> None:
    x = np.linspace(-_HALF_WIDTH, _HALF_WIDTH, 25)
    rounding = np.clip(1.0 - (x / _HALF_WIDTH) ** 2, 0.0, 1.0)
    top, bottom = -lids[0] * rounding**0.8, lids[1] * rounding
    ink = palette.dark * 0.5
    canvas.paint(palette.mid * 0.6, canvas.strokes([np.column_stack([x, bottom])], 0.03))
    crease = np.column_stack([x, top - 0.14 - 0.05 * (1.0 - x * x)])
    canvas.paint(palette.mid * 0.5, canvas.strokes([crease], 0.03))
    canvas.paint(ink, canvas.strokes([np.column_stack([x, top])], rng.uniform(0.03, 0.08)))
    length = rng.uniform(0.08, 0.26)
    lashes = [
        [
            (at, y),
            (1.15 * at, y - 0.5 * length),
            (1.35 * at + rng.normal(0.0, 0.02), y - length * rng.uniform(0.8, 1.2)),
        ]
        for at, y in zip(x[1:-1], top[1:-1], strict=True)
    ]
    lashes += [[(at, y), (1.1 * at, y + 0.4 * length)] for at, y in zip(x[2:-2:2], bottom[2:-2:2], strict=True)]
    canvas.paint(ink, canvas.strokes(lashes, 0.018))
    if chance(rng, 0.5):
        brow = np.column_stack([x, -lids[0] - 0.33 - 0.18 * (1.0 - x * x)])
        canvas.paint(ink, canvas.strokes([brow], rng.uniform(0.04, 0.11)))


@motif("reptile", "grass", "moss", "lagoon", "ember", "rust", "olive", "slate")
def reptile(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint an eye with a slit pupil in a bed of knobby scales."""
    height, tone = pebbles(rng, canvas.size, whole(rng, 50, 140))
    knobs = relief(canvas, palette.ramp(0.2 + 0.35 * tone + 0.4 * height), 0.16 * height, gloss=0.25)
    canvas.paint(knobs, _bed(canvas, rng))
    canvas.paint(palette.dark * 0.6, step(0.8, 0.62, canvas.oval((0.0, 0.0), (1.0, 0.87))))
    lid = canvas.ring(0.63, 0.13) * (0.35 + 0.65 * wave(canvas.angle() * whole(rng, 12, 22)))
    canvas.paint(mix(palette.mid, palette.light, 0.6), lid)
    iris = iris_colour(rng, palette)
    paint_eyeball(canvas, Eyeball(0.0, 0.0, rng.uniform(0.48, 0.58), iris, slit=rng.uniform(0.1, 0.3)), rng)
    if chance(rng, 0.3):
        canvas.paint(WHITE, 0.2 * step(-0.2, -0.5, canvas.v) * canvas.disc(0.0, 0.0, 0.5))


def _bed(canvas: Canvas, rng: Generator) -> Plane:
    """Return the coverage of the scales: to the canvas's edge, or an uneven oval."""
    if chance(rng, 0.4):
        return np.ones((canvas.size, canvas.size), np.float32)
    return canvas.inside(canvas.radius() - 0.95 - 0.1 * np.sin(3.0 * canvas.angle()), softness=0.05)
