"""Fronts of houses, with rows of windows."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.fields import Colour, Plane, clouds, mix, per_cell, step
from dreamstream.training.motifs.palettes import WHITE, Palette, oklch
from dreamstream.training.motifs.randomness import chance, pick, whole
from dreamstream.training.motifs.shading import relief
from dreamstream.training.motifs.tilings import bricks


@dataclass(frozen=True)
class _Grid:
    """Where a place lies relative to the window nearest to it.

    Attributes:
        x, y: from the window's middle, in units.
        half_width, half_height: of its opening, in units.
        outside: signed distance from the opening, in units.
        chance: a number in 0..1 for each window.
    """

    x: Plane
    y: Plane
    half_width: float
    half_height: float
    outside: Plane
    chance: Plane


@motif("windows", "rust", "sand", "slate", "blush", "ink", "mist", "bone", upright=True, stiff=True, surface=True)
def windows(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint rows of windows, square or arched: frames, glazing bars, sills, perhaps shutters; lit, dark or stained."""
    grid = _grid(canvas, rng)
    trim = mix(palette.accent, WHITE, rng.uniform(0.0, 0.7))
    wall, height = _wall(canvas, palette, rng)
    frame = canvas.inside(grid.outside - 0.055)
    height = height * (1.0 - frame) + 0.05 * frame
    if chance(rng, 0.35):
        beside = abs(abs(grid.x) - 1.62 * grid.half_width) - 0.45 * grid.half_width
        shutter = canvas.inside(np.maximum(beside, abs(grid.y) - grid.half_height))
        slats = step(0.3, 0.7, 0.5 + 0.5 * np.sin(grid.y * 60.0))
        wall = mix(wall, palette.dark * (0.8 + 0.6 * slats), shutter)
        height = height + 0.04 * shutter
    below, beside = abs(grid.y - grid.half_height - 0.075) - 0.035, abs(grid.x) - grid.half_width - 0.1
    sill = canvas.inside(np.maximum(below, beside))
    colour = mix(mix(wall, trim, frame), trim * 0.9, sill)
    lit = relief(canvas, colour, height + 0.06 * sill, gloss=0.1)
    canvas.paint(mix(lit, _panes(canvas, palette, rng, grid), canvas.inside(grid.outside)))
    bars = _glazing_bars(grid, whole(rng, 1, 3), whole(rng, 1, 4))
    canvas.paint(trim, canvas.inside(bars - 0.016) * canvas.inside(grid.outside))
    above = step(0.1 - grid.half_height, -grid.half_height, grid.y)
    left = step(0.08 - grid.half_width, -grid.half_width, grid.x)
    canvas.darken(0.6 * step(0.0, -0.02, grid.outside) * np.maximum(above, left))


def _grid(canvas: Canvas, rng: Generator) -> _Grid:
    pitch_x = rng.uniform(0.55, 1.25)
    pitch_y = pitch_x * rng.uniform(1.1, 1.7)
    column, row = canvas.u / pitch_x + rng.random(), canvas.v / pitch_y + rng.random()
    x, y = (column - np.floor(column) - 0.5) * pitch_x, (row - np.floor(row) - 0.5) * pitch_y
    half_width, half_height = pitch_x * rng.uniform(0.24, 0.33), pitch_y * rng.uniform(0.26, 0.35)
    outside = np.maximum(abs(x) - half_width, abs(y) - half_height)
    if chance(rng, 0.4):
        point = pick(rng, (0.0, 0.0, 0.8)) * half_width
        spring = y + half_height - 0.9 * half_width
        arched = np.hypot(abs(x) + point, np.minimum(spring, 0.0)) - half_width - point
        outside = np.where(spring < 0.0, arched, outside)
    return _Grid(x, y, half_width, half_height, outside, per_cell(rng, np.floor(column), np.floor(row)))


def _wall(canvas: Canvas, palette: Palette, rng: Generator) -> tuple[Colour, Plane]:
    """Return a wall of bricks, of large stones or of plaster, and its height."""
    grain = clouds(rng, canvas.size, canvas.size * 0.06, 3)
    rows = pick(rng, (12.0, 9.0, 4.5, 0.7))
    laid = bricks(rng, canvas.u * rows, canvas.v * rows)
    joint = step(0.14, 0.04, laid.joint) if rows > 1.0 else np.zeros_like(grain)
    base = pick(rng, (palette.light, palette.mid, mix(palette.mid, palette.light, 0.5)))
    colour = base * (0.75 + 0.25 * laid.chance + 0.2 * grain)
    return mix(colour, mix(palette.dark, palette.light, rng.random()), 0.7 * joint), 0.025 * (1.0 - joint)


def _panes(canvas: Canvas, palette: Palette, rng: Generator, grid: _Grid) -> Colour:
    """Return the glass: stained, or reflecting the sky with a light on behind some of it."""
    if chance(rng, 0.2):
        lead = per_cell(rng, np.floor(grid.x * 8.0), np.floor(grid.y * 7.0), np.floor(grid.chance * 16.0))
        return mix(palette.ramp(lead), palette.accent, step(0.7, 0.72, lead)) * (0.8 + 0.4 * grid.chance)
    sky = mix(oklch(rng.uniform(0.6, 0.85), 0.06, pick(rng, (0.68, 0.7, 0.12))), palette.light, 0.3)
    slope = (grid.y / grid.half_height + 0.5 * grid.x / grid.half_width) * 0.4
    sheen = step(0.4, 0.6, 0.5 - slope + 0.6 * (grid.chance - 0.5))
    glass = mix(palette.dark * 0.4, sky, sheen * rng.uniform(0.4, 0.9))
    lamp = oklch(0.88, 0.12, 0.23) * (1.0 - 0.35 * step(0.0, 1.0, grid.y / grid.half_height))
    return mix(glass, lamp, step(0.0, 0.01, grid.chance - rng.uniform(0.55, 1.0)))


def _glazing_bars(grid: _Grid, columns: int, rows: int) -> Plane:
    """Return the distance to the nearest bar of a window divided into that many columns and rows."""
    nearest = abs(grid.x) + 1.0
    for column in range(1, columns):
        nearest = np.minimum(nearest, abs(grid.x + grid.half_width * (1.0 - 2.0 * column / columns)))
    for row in range(1, rows):
        nearest = np.minimum(nearest, abs(grid.y + grid.half_height * (1.0 - 2.0 * row / rows)))
    return nearest
