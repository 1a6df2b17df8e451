"""Long bent bodies with a skin around them: snakes, and tentacles with their suckers."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.curves import Points, Ribbon, ribbon, walk
from dreamstream.training.motifs.eyeball import Eyeball, paint_eyeball
from dreamstream.training.motifs.fields import Colour, Plane, clouds, dome, fraction, mix, step, wave
from dreamstream.training.motifs.palettes import BLACK, WHITE, Palette, iris_colour, rgb
from dreamstream.training.motifs.randomness import sign, turn, whole
from dreamstream.training.motifs.shading import relief
from dreamstream.training.motifs.tilings import scales


@dataclass(frozen=True)
class _Limb:
    """A body that is long and round: its middle line, (N, 2), and half of its greatest width, in units."""

    path: Points
    width: float


@motif("snake", "grass", "honey", "earth", "ember", "lagoon", "moss", "ink")
def snake(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a winding snake: scales, a pattern on its back, a broad head with slit eyes and a forked tongue."""
    swings, width, start = rng.uniform(3.5, 6.5), rng.uniform(0.14, 0.22), turn(rng)
    amplitude = rng.uniform(1.1, 1.5)
    path = _snake_path(start, swings, amplitude)
    body = ribbon(canvas, path)
    length = float(np.hypot(*np.diff(path, axis=0).T).sum())
    half_width = width * np.clip(0.3 + 2.0 * body.along / length, 0.15, 1.0)
    across = np.clip(body.across / half_width, -1.0, 1.0)
    colour = _snake_skin(palette, rng, Ribbon(body.along / width, np.arcsin(across)))
    beside = abs(body.across) - half_width
    canvas.paint(BLACK, 0.4 * canvas.inside(beside, softness=0.15))
    canvas.paint(relief(canvas, colour, half_width * dome(across), gloss=0.3), canvas.inside(beside))
    _paint_snake_head(canvas, palette, rng, _Limb(path, width))


def _snake_path(start: float, swings: float, amplitude: float) -> Points:
    shares = np.linspace(0.0, 1.0, 161)
    headings = amplitude * np.sin(start + 2.0 * math.pi * shares * swings / 3.0)
    points = np.cumsum(np.column_stack([np.cos(headings), np.sin(headings)]), axis=0)
    points -= 0.5 * (points.min(axis=0) + points.max(axis=0))
    return np.asarray(points * (1.6 / np.ptp(points, axis=0).max()), np.float64)


def _snake_skin(palette: Palette, rng: Generator, skin: Ribbon) -> Colour:
    """Return scales with diamonds, rings or saddles; positions in widths along, in radians around."""
    rows = scales(rng, skin.across * rng.uniform(2.2, 3.2), skin.along * 2.6, 0.8)
    colour = mix(palette.mid, palette.light, step(0.5, 1.2, abs(skin.across)))
    pattern, period = whole(rng, 0, 2), skin.along * rng.uniform(0.45, 0.8)
    if pattern == 0:
        diamond = abs(2.0 * fraction(0.5 * period) - 1.0) * 2.0 + 0.9 * abs(skin.across)
        colour = mix(mix(colour, palette.dark, step(1.1, 0.95, diamond)), palette.accent, step(0.75, 0.6, diamond))
    elif pattern == 1:
        ring = wave(period * 2.0 * math.pi)
        colour = mix(mix(colour, palette.dark, step(0.45, 0.55, ring)), palette.accent, step(0.75, 0.85, ring))
    else:
        zigzag = abs(skin.across - 0.7 * np.sin(period * math.pi))
        colour = mix(colour, palette.dark, step(0.45, 0.3, zigzag))
    scaled: Colour = colour * (1.0 - 0.6 * step(0.3, 0.05, rows.rim)) * (0.9 + 0.2 * rows.chance)
    return scaled


def _paint_snake_head(canvas: Canvas, palette: Palette, rng: Generator, body: _Limb) -> None:
    path, width = body.path, body.width
    (x, y), (dx, dy) = path[-1].tolist(), (path[-1] - path[-4]).tolist()
    heading = math.atan2(dy, dx)
    ahead, side = np.array([math.cos(heading), math.sin(heading)]), np.array([-math.sin(heading), math.cos(heading)])
    tip = path[-1] + 1.7 * width * ahead
    fork = tip + 0.9 * width * ahead
    prongs = [np.stack([tip, fork, fork + width * (0.4 * ahead + aside * side)]) for aside in (-0.3, 0.3)]
    canvas.paint(rgb(0.75, 0.1, 0.15), canvas.strokes(prongs, 0.025))
    head = canvas.oval((x + 0.4 * width * ahead[0], y + 0.4 * width * ahead[1]), (1.6 * width, 1.15 * width), heading)
    skin = mix(palette.light, palette.mid, 0.5) * (0.8 + 0.4 * clouds(rng, canvas.size, canvas.size * 0.05))
    canvas.paint(relief(canvas, skin, 0.7 * width * dome(head), gloss=0.3), canvas.within(head, width))
    iris = iris_colour(rng, palette)
    for place in path[-1] + 0.7 * width * ahead + np.outer([-0.62 * width, 0.62 * width], side):
        paint_eyeball(canvas, Eyeball(float(place[0]), float(place[1]), 0.3 * width, iris, slit=0.25), rng)


@motif("tentacle", "coral", "berry", "grape", "lagoon", "blush", "wine", "slate")
def tentacle(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint one to three curling arms of an octopus: tapering, mottled above, two rows of suckers below."""
    arms = whole(rng, 1, 3)
    first = turn(rng)
    for arm in range(arms):
        away = first + arm * 2.0 * math.pi / arms + rng.normal(0.0, 0.2)
        width = rng.uniform(0.2, 0.3) * (1.15 if arms == 1 else 0.85)
        _paint_arm(canvas, palette, rng, _Limb(_arm_path(rng, away, arms), width))


def _arm_path(rng: Generator, away: float, arms: int) -> Points:
    """Return a line that comes in from a side and rolls itself up."""
    curl, tight = sign(rng), rng.uniform(0.1, 0.16)
    distance = 1.2 if arms == 1 else 1.15
    start = (distance * math.cos(away), distance * math.sin(away))
    heading = away + math.pi - curl * rng.uniform(0.5, 0.9)
    return walk(start, heading, 0.037, lambda share: curl * (0.015 + tight * share**1.6))


def _paint_arm(canvas: Canvas, palette: Palette, rng: Generator, arm: _Limb) -> None:
    path, width = arm.path, arm.width
    inner = _inner_side(path)
    place = ribbon(canvas, path)
    length = float(np.hypot(*np.diff(path, axis=0).T).sum())
    share = np.clip(place.along / length, 0.0, 1.0)
    half_width = width * (1.0 - share) ** 0.8 + 0.025
    across = np.clip(inner * place.across / half_width, -1.0, 1.0)
    beyond = np.maximum(abs(place.across) - half_width, place.along - length)

    mottled = clouds(rng, canvas.size, canvas.size * 0.07, 2)
    back = palette.ramp(0.25 + 0.5 * mottled + 0.12 * wave(place.along * 40.0))
    belly = mix(palette.light, palette.accent, 0.5)
    colour = mix(back, belly * (0.9 + 0.15 * wave(place.along * 30.0)), step(0.0, 0.25, across))
    suckers = _suckers(share, across)
    rims, holes = step(0.15, 0.3, suckers), step(0.55, 0.7, suckers)
    colour = mix(mix(colour, palette.dark * 0.7, step(0.0, 0.12, suckers)), mix(belly, WHITE, 0.4), rims)
    colour = mix(colour, palette.dark * 0.5, holes)
    canvas.darken(0.5 * canvas.inside(beyond, softness=0.2))
    lit = relief(canvas, colour, half_width * (dome(across) + 0.15 * rims - 0.15 * holes), gloss=0.45)
    canvas.paint(lit, canvas.inside(beyond))


def _inner_side(path: Points) -> float:
    """Return the sign of ``across`` on the side that an arm curls towards."""
    before, after = path[-2] - path[-3], path[-1] - path[-2]
    return 1.0 if before[0] * after[1] - before[1] * after[0] > 0.0 else -1.0


def _suckers(share: Plane, across: Plane) -> Plane:
    """Return two staggered rows of suckers: 1 in the middle of each, 0 on its edge, negative beyond.

    They lie closer together where the arm is thinner: evenly in the logarithm of what is left of it.
    """
    pace = -9.0 * np.log(1.0 - 0.93 * share)
    nearest = np.full_like(share, -1.0)
    for row, shift in ((0.28, 0.0), (0.74, 0.5)):
        along = 0.78 * (fraction(pace + shift) - 0.5)
        nearest = np.maximum(nearest, 1.0 - np.hypot(along, across - row) / 0.27)
    return nearest
