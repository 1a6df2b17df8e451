"""Pictures of nothing: what lies behind motifs, and the class "none" when nothing lies before it."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.fields import (
    Colour,
    Plane,
    blurred,
    clouds,
    labyrinth,
    mix,
    ridge,
    step,
    streaks,
    wave,
)
from dreamstream.training.motifs.palettes import WHITE, Palette, grey
from dreamstream.training.motifs.randomness import chance, pick, turn, whole
from dreamstream.training.motifs.shading import relief
from dreamstream.training.motifs.tilings import bricks

Field = Callable[[Canvas, Palette, Generator], Colour]


@motif("none", stiff=True, surface=True)
def none(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a background of any kind."""
    canvas.paint(pick(rng, FIELDS)(canvas, palette, rng))


def plain(canvas: Canvas, palette: Palette, rng: Generator) -> Colour:
    """Return one colour, hardly uneven."""
    uneven = clouds(rng, canvas.size, canvas.size * 0.7) - 0.5
    return palette.any(rng) * (1.0 + rng.uniform(0.0, 0.4) * uneven)


def gradient(canvas: Canvas, palette: Palette, rng: Generator) -> Colour:
    """Return a passage from colour to colour, straight or around a point."""
    x, y = rng.uniform(-1.0, 1.0, 2).tolist()
    way = canvas.radius(x, y) * 0.6 if chance(rng, 0.4) else 0.5 + 0.45 * canvas.u
    return palette.ramp(0.5 + rng.uniform(0.4, 1.0) * (way - 0.5))


def cloud_field(canvas: Canvas, palette: Palette, rng: Generator) -> Colour:
    """Return clouds of any fineness."""
    cell = canvas.size / rng.uniform(1.0, 10.0)
    tone = clouds(rng, canvas.size, cell, whole(rng, 1, 5), rng.uniform(0.4, 0.65))
    colour = palette.ramp(0.5 + rng.uniform(0.8, 2.2) * (tone - 0.5))
    return mix(colour, palette.accent, 0.8 * step(0.55, 0.75, clouds(rng, canvas.size, cell, 2)))


def sky(canvas: Canvas, palette: Palette, rng: Generator) -> Colour:
    """Return a sky with clouds over a horizon, or without one."""
    height = _upright(canvas)
    air = mix(palette.mid, palette.light, height)
    cover = step(0.5, rng.uniform(0.6, 0.9), clouds(rng, canvas.size, canvas.size * 0.4, 4, 0.55))
    air = mix(air, mix(palette.accent, WHITE, 0.5), cover * rng.uniform(0.3, 1.0))
    if chance(rng, 0.5):
        return air
    horizon = rng.uniform(0.3, 0.9) + 0.12 * (clouds(rng, canvas.size, canvas.size * 0.3, 3) - 0.5)
    ground = palette.dark * (0.6 + 0.9 * clouds(rng, canvas.size, canvas.size * 0.06, 2))
    return mix(air, ground, step(-0.01, 0.02, height - horizon))


def brushed(canvas: Canvas, palette: Palette, rng: Generator) -> Colour:
    """Return strokes of a brush, grass, or brushed metal, along one flow."""
    swing = 0.3 * clouds(rng, canvas.size, canvas.size * 0.4)
    scale = 0.5 * canvas.size
    width = rng.uniform(0.3, 1.0)
    hair = streaks(rng, canvas.u * scale * 0.5, (canvas.v + swing) * scale * width, rng.uniform(6.0, 30.0))
    return palette.ramp(0.5 + rng.uniform(0.06, 0.22) * hair)


def ripples(canvas: Canvas, palette: Palette, rng: Generator) -> Colour:
    """Return sand or water with ripples."""
    bent = canvas.v + 0.5 * (clouds(rng, canvas.size, canvas.size * 0.4, 2) - 0.5)
    crest = wave(bent * rng.uniform(8.0, 26.0))
    return relief(canvas, palette.ramp(0.35 + 0.4 * crest), 0.05 * crest, gloss=rng.uniform(0.0, 0.3))


def grains(canvas: Canvas, palette: Palette, rng: Generator) -> Colour:
    """Return sand, plaster or stone: fine grains on large stains."""
    stains = clouds(rng, canvas.size, canvas.size * 0.5, 3)
    fine = clouds(rng, canvas.size, rng.uniform(1.5, 4.0), 2)
    colour = palette.ramp(0.25 + 0.5 * stains + 0.25 * fine)
    return relief(canvas, colour, rng.uniform(0.02, 0.09) * fine, gloss=0.0)


def skin(canvas: Canvas, palette: Palette, rng: Generator) -> Colour:
    """Return something like skin or leather: fine creases over soft folds."""
    folds = clouds(rng, canvas.size, canvas.size * 0.5, 2)
    creases = clouds(rng, canvas.size, rng.uniform(2.0, 4.0), 2) - ridge(labyrinth(rng, canvas.size, 2.5), 0.25)
    colour = mix(palette.light, palette.mid, 0.2 + 0.6 * folds)
    return relief(canvas, colour, 0.012 * creases + 0.3 * folds, gloss=rng.uniform(0.0, 0.15))


def wall(canvas: Canvas, palette: Palette, rng: Generator) -> Colour:
    """Return a wall of bricks or stones, or planks."""
    rows = rng.uniform(2.0, 6.0)
    laid = bricks(rng, canvas.u * rows, canvas.v * rows, pick(rng, (1.4, 2.2, 9.0)))
    grain = clouds(rng, canvas.size, rng.uniform(2.0, 8.0), 3)
    colour = palette.ramp(0.25 + 0.25 * laid.chance + 0.4 * grain)
    joint = step(0.12, 0.04, laid.joint)
    height = 0.05 * (1.0 - joint) + 0.03 * grain
    return relief(canvas, mix(colour, pick(rng, (palette.dark, palette.light)) * 0.8, 0.8 * joint), height, gloss=0.1)


def blurred_lights(canvas: Canvas, palette: Palette, rng: Generator) -> Colour:
    """Return discs of light out of focus."""
    colour = palette.dark * (0.6 + 0.8 * clouds(rng, canvas.size, canvas.size * 0.5))
    for _ in range(whole(rng, 4, 9)):
        x, y = rng.uniform(-1.2, 1.2, 2).tolist()
        light = canvas.disc(x, y, rng.uniform(0.1, 0.35), softness=0.06)
        colour = mix(colour, palette.any(rng), light * rng.uniform(0.2, 0.8))
    return colour


def foliage(canvas: Canvas, palette: Palette, rng: Generator) -> Colour:
    """Return leaves and blades too far away to be told apart."""
    blades: Plane = np.zeros((canvas.size, canvas.size), np.float32)
    for layer in range(3):
        angle = turn(rng)
        along = canvas.u * np.cos(angle) + canvas.v * np.sin(angle)
        across = canvas.v * np.cos(angle) - canvas.u * np.sin(angle)
        bent = across * rng.uniform(5.0, 12.0) + 3.0 * clouds(rng, canvas.size, canvas.size * 0.25)
        leaf = np.asarray(ridge(np.sin(bent), 0.35) * wave(5.0 * along + 4.0 * across), np.float32)
        blades = np.maximum(blades * 0.75, leaf * (0.5 + 0.25 * layer))
    return palette.ramp(0.1 + 0.8 * blurred(blades, rng.uniform(0.3, 1.5)))


def weave(canvas: Canvas, palette: Palette, rng: Generator) -> Colour:
    """Return cloth: stripes, checks, or threads over and under each other."""
    x, y = canvas.u * rng.uniform(2.0, 14.0), canvas.v * rng.uniform(2.0, 14.0)
    warp, weft = wave(x * 3.1416), wave(y * 3.1416)
    share = pick(rng, (warp, 0.5 * warp + 0.5 * weft, step(0.45, 0.55, warp), abs(warp - weft)))
    colour = mix(palette.any(rng), palette.any(rng), share * rng.uniform(0.4, 1.0))
    return colour * (0.8 + 0.4 * clouds(rng, canvas.size, canvas.size * 0.3, 3)) + grey(0.02)


FIELDS: tuple[Field, ...] = (
    plain,
    gradient,
    cloud_field,
    cloud_field,
    sky,
    brushed,
    ripples,
    grains,
    skin,
    wall,
    blurred_lights,
    foliage,
    weave,
)


def _upright(canvas: Canvas) -> Plane:
    """Return the height on the sheet from 0 at its top to 1, wherever the canvas's own up may be."""
    return np.broadcast_to(np.linspace(0.0, 1.0, canvas.size, dtype=np.float32)[:, None], canvas.u.shape)
