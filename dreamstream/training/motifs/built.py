"""Things that people build: arches, pagodas, domes."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.curves import Points, mirrored, shifted, smooth, symmetric
from dreamstream.training.motifs.fields import Colour, Plane, clouds, dome, mix, ridge, step, wave
from dreamstream.training.motifs.palettes import WHITE, Palette, oklch
from dreamstream.training.motifs.randomness import chance, pick, whole
from dreamstream.training.motifs.shading import relief
from dreamstream.training.motifs.tilings import bricks

_SIDES = (-1.0, 1.0)


@motif("arch", "sand", "bone", "slate", "rust", "blush", "mist", upright=True, stiff=True, surface=True)
def arch(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint an arcade: round, pointed or horseshoe arches on pillars, voussoirs, and what lies behind."""
    scale = rng.uniform(0.6, 1.3)
    across, down = canvas.u * scale, canvas.v * scale
    bay = across - np.rint(across)
    half, spring = rng.uniform(0.27, 0.37), rng.uniform(-0.25, 0.05)
    outside = _arch_distance(bay, down - spring, half, pick(rng, (0.0, 0.0, 0.35, 0.6))) / scale
    stones = bricks(rng, across * 7.0, down * 7.0)
    grain = clouds(rng, canvas.size, canvas.size * 0.06, 3)
    joint = step(0.12, 0.04, stones.joint)
    colour = mix(mix(palette.light, palette.mid, 0.1 + 0.4 * grain + 0.3 * stones.chance), palette.dark, 0.6 * joint)

    around = np.where(down < spring, np.arctan2(down - spring, bay) * 14.0, down * 22.0)
    voussoir = mix(palette.light, palette.accent, step(0.35, 0.65, wave(around))) * (0.75 + 0.35 * grain)
    frame = canvas.inside(outside - 0.09 / scale)
    colour = mix(colour, voussoir, frame)
    height = 0.03 * (1.0 - joint) + 0.04 * frame
    if chance(rng, 0.6):
        ledge = canvas.inside(abs(down - spring) / scale - 0.05)
        colour, height = mix(colour, palette.accent * (0.8 + 0.3 * grain), ledge), height + 0.05 * ledge
    cornice = canvas.inside(abs(down - spring + half + 0.34) / scale - 0.07)
    colour = mix(colour, palette.accent * (0.65 + 0.4 * wave(across * 34.0)), cornice)
    lit = relief(canvas, colour, height + 0.06 * cornice, gloss=0.1)
    canvas.paint(mix(lit, _beyond(canvas, palette, rng, down - spring), canvas.inside(outside)))
    canvas.darken(0.75 * canvas.inside(outside) * step(-0.14 / scale, 0.0, outside) * step(0.25, -0.1, bay))


def _arch_distance(x: Plane, below: Plane, half: float, point: float) -> Plane:
    """Return how far a place is outside an opening ``2 half`` wide that ends in an arch above ``below`` = 0."""
    shift = point * half
    bow = np.hypot(abs(x) + shift, below) - (half + shift)
    return np.where(below < 0.0, bow, abs(x) - half)


def _beyond(canvas: Canvas, palette: Palette, rng: Generator, below: Plane) -> Colour:
    """Return what is seen through an arch: the dark, or a sky over land."""
    if chance(rng, 0.4):
        return palette.dark * (0.25 + 0.5 * step(-0.4, 0.9, below))
    sky = mix(oklch(rng.uniform(0.55, 0.9), 0.07, pick(rng, (0.7, 0.65, 0.15))), palette.light, 0.3)
    land = palette.dark * (0.5 + 0.6 * clouds(rng, canvas.size, canvas.size * 0.08, 2))
    hills = step(0.25, 0.28, below + 0.15 * np.sin(canvas.u * 3.0))
    return mix(sky * (1.0 - 0.2 * step(0.3, -0.4, below)), land, hills)


@dataclass(frozen=True)
class _Storey:
    """One of a pagoda's: its floor, its height, half of its walls' width."""

    floor: float
    height: float
    half: float


@dataclass(frozen=True)
class _Eaves:
    """A storey's roof: how far its corners turn up, in storeys, and how wide it is, in widths of its walls."""

    storey: _Storey
    lift: float
    reach: float


@motif("pagoda", "ember", "earth", "forest", "rust", "wine", "slate", "moss", upright=True, stiff=True)
def pagoda(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a pagoda: storeys that grow smaller, each under a wide tiled roof with upturned corners, and a spire."""
    count = whole(rng, 2, 5)
    widest, shrink = rng.uniform(0.42, 0.56), rng.uniform(0.55, 0.8)
    lift, reach, tiles = rng.uniform(0.25, 0.6), rng.uniform(1.5, 1.85), rng.uniform(30.0, 46.0)
    wall, roof = pick(rng, ((palette.accent, palette.mid), (palette.light, palette.mid), (palette.light, palette.dark)))
    base = np.array([(-0.75, 0.84), (0.75, 0.84), (0.85, 1.02), (-0.85, 1.02)])
    canvas.paint(mix(palette.mid, palette.light, 0.4) * (0.6 + 0.4 * wave(canvas.v * 70.0)), canvas.polygon(base))
    floor, height = 0.86, 1.52 / sum(shrink ** (0.5 * k) for k in range(count))
    for storey in range(count):
        size = shrink ** (0.5 * storey)
        each = _Storey(floor, height * size, widest * shrink**storey if count < 4 else widest * (1.0 - 0.15 * storey))
        _paint_walls(canvas, palette, wall, each)
        floor -= each.height
        _paint_roof(canvas, roof * (0.45 + 0.65 * wave(canvas.u * tiles)), palette.accent, _Eaves(each, lift, reach))
    _paint_spire(canvas, palette.accent, floor)


def _paint_walls(canvas: Canvas, palette: Palette, wall: Colour, storey: _Storey) -> None:
    """Paint a storey's wall with posts, lattices and a door, dark under the eaves."""
    half, floor, top = storey.half, storey.floor, storey.floor - storey.height
    round_light = 0.7 + 0.35 * np.cos(canvas.u / half * 1.2 + 0.4)
    body = canvas.polygon([(-half, floor), (half, floor), (half, top), (-half, top)])
    canvas.paint(mix(wall, WHITE, 0.15) * round_light, body)
    bays = 5 if half > 0.35 else 3
    bay = canvas.u / half * (0.5 * bays)
    into_bay = abs(bay - np.rint(bay))
    level = (floor - canvas.v) / storey.height
    between_sills = step(0.08, 0.12, level) * step(0.62, 0.58, level)
    opening = canvas.inside((into_bay - 0.33) * 2.0 * half / bays) * body * between_sills
    lattice = np.maximum(ridge(into_bay, 0.06), ridge(np.sin(level * 22.0), 0.3))
    canvas.paint(mix(palette.dark * 0.5, palette.accent, 0.7 * lattice), opening)
    posts = canvas.inside((0.45 - into_bay) * 2.0 * half / bays) * body
    canvas.paint(palette.mid * 0.7, 0.9 * posts)
    canvas.darken(0.6 * body * step(0.45, 0.75, level))


def _paint_roof(canvas: Canvas, tiles: Colour, trim: Colour, eaves: _Eaves) -> None:
    storey = eaves.storey
    top = storey.floor - storey.height
    rise, wide = 0.62 * storey.height, eaves.reach * storey.half
    eave = top + 0.3 * storey.height
    corner = eave - 0.5 * eaves.lift * storey.height
    side = smooth(
        [
            (0.55 * storey.half, eave - rise),
            (0.7 * storey.half, eave - 0.55 * rise),
            (0.9 * wide, eave - 0.22 * rise),
            (wide * 1.03, corner - 0.02),
        ],
        steps=5,
    )
    lower = smooth(
        [(wide, corner + 0.04), (0.86 * wide, eave - 0.02), (0.5 * wide, eave + 0.02), (0.0, eave + 0.03)], steps=5
    )
    outline = symmetric(np.vstack([side, lower]))
    canvas.darken(0.45 * canvas.polygon(shifted(outline, 0.0, 0.07)))
    shade = 0.6 + 0.55 * step(eave, eave - rise, canvas.v) - 0.12 * canvas.u
    canvas.paint(tiles * shade, canvas.polygon(outline))
    edges = [np.vstack([lower, mirrored(lower)[::-1]])]
    canvas.paint(trim, canvas.strokes(edges, 0.045))
    ridge_line = [[(-0.58 * storey.half, eave - rise), (0.58 * storey.half, eave - rise)]]
    canvas.paint(trim * 0.8, canvas.strokes(ridge_line, 0.05))
    canvas.paint(trim * 0.75, canvas.dots([(wide * 0.98, corner + 0.1), (-wide * 0.98, corner + 0.1)], (0.03, 0.03)))


def _paint_spire(canvas: Canvas, metal: Colour, foot: float) -> None:
    canvas.paint(metal * 0.8, canvas.strokes([[(0.0, foot - 0.04), (0.0, foot - 0.42)]], 0.035))
    rings = [(0.0, foot - 0.1 - 0.07 * k) for k in range(4)]
    canvas.paint(metal, canvas.dots(rings, (0.07, 0.058, 0.046, 0.034)))


@dataclass(frozen=True)
class _Tower:
    """Where a domed tower's middle is, its size, and the height of its dome's foot."""

    x: float
    scale: float
    foot: float


@dataclass(frozen=True)
class _Cupola:
    """A dome's shape: how far it swells, how many ribs it has, how far they wind around it in radians."""

    onion: float
    ribs: float
    twist: float


@motif("dome", "brass", "ocean", "lagoon", "bone", "rust", "ice", "sand", upright=True, stiff=True)
def dome_building(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint one dome or three: onions or half spheres, ribbed, on drums with arched windows, under a finial."""
    style = _Cupola(rng.uniform(0.0, 0.5), pick(rng, (6.0, 8.0, 12.0, 16.0)), pick(rng, (0.0, 0.0, 9.0)))
    towers = [_Tower(0.0, 1.0, 0.15)]
    if chance(rng, 0.65):
        apart, small, foot = rng.uniform(0.55, 0.72), rng.uniform(0.38, 0.5), rng.uniform(0.3, 0.45)
        towers = [_Tower(side * apart, small, foot) for side in _SIDES] + towers
    for tower in towers:
        _paint_drum(canvas, palette, tower)
        _paint_cupola(canvas, palette, tower, style)
        _paint_finial(canvas, palette.accent, tower)


def _paint_finial(canvas: Canvas, metal: Colour, tower: _Tower) -> None:
    """Paint the ring at a dome's foot, and the staff and balls on its top."""
    x, scale = tower.x, tower.scale
    ledge = [(x - 0.5 * scale, tower.foot + 0.03), (x + 0.5 * scale, tower.foot + 0.03)]
    canvas.paint(metal, canvas.strokes([ledge], 0.06 * scale))
    top = tower.foot - 0.85 * scale
    canvas.paint(metal, canvas.strokes([[(x, top + 0.05), (x, top - 0.28 * scale)]], 0.03 * scale))
    balls = [(x, top - 0.06 * scale), (x, top - 0.16 * scale)]
    canvas.paint(metal, canvas.dots(balls, (0.05 * scale, 0.035 * scale)))


def _paint_drum(canvas: Canvas, palette: Palette, tower: _Tower) -> None:
    x, scale, foot = tower.x, tower.scale, tower.foot
    half = 0.46 * scale
    turned = 0.45 + 0.6 * dome((canvas.u - x) / (0.5 * scale))
    wall = mix(palette.light, palette.accent, 0.35) * turned
    canvas.paint(wall, canvas.polygon([(x - half, foot), (x + half, foot), (x + half, 1.08), (x - half, 1.08)]))
    for at in (-0.28, 0.0, 0.28):
        window = _arched_window(
            x + at * scale, 0.085 * scale * (1.0 if at == 0.0 else 0.8), (foot + 0.18 * scale, 1.08)
        )
        canvas.paint(palette.light, canvas.strokes([window], 0.05 * scale))
        canvas.paint(palette.dark * 0.4, canvas.polygon(window))


def _arched_window(x: float, half: float, span: tuple[float, float]) -> Points:
    top, bottom = span
    angles = np.linspace(math.pi, 2.0 * math.pi, 9)
    crown = np.column_stack([x + half * np.cos(angles), top + half + 1.3 * half * np.sin(angles)])
    return np.vstack([[(x - half, bottom)], crown, [(x + half, bottom)]])


def _paint_cupola(canvas: Canvas, palette: Palette, tower: _Tower, style: _Cupola) -> None:
    x, scale, foot = tower.x, tower.scale, tower.foot

    def half_width(height: Plane) -> Plane:
        bulge = 1.0 + style.onion * np.sin(math.pi * np.clip(1.6 * height, 0.0, 1.0))
        closing = np.sqrt(np.clip(1.0 - height ** (2.0 - 2.0 * style.onion), 1e-4, 1.0))
        half: Plane = 0.5 * bulge * closing * (1.0 - 0.4 * style.onion * height)
        return half

    heights = np.linspace(0.0, 1.0, 30)
    right = np.column_stack([half_width(heights) * scale, foot - 0.85 * scale * heights])[::-1]
    height = np.clip((foot - canvas.v) / (0.85 * scale), 0.0, 1.0)
    around = np.arcsin(np.clip((canvas.u - x) / scale / half_width(height), -1.0, 1.0))
    rib = wave(around * style.ribs + style.twist * height)
    light = 0.35 + 0.75 * np.clip(np.cos(around + 0.5), 0.0, 1.0)
    colour = mix(palette.mid, palette.light, rib) * light + 0.35 * ridge(around + 0.5, 0.22)
    colour = mix(colour, palette.accent * light, 0.8 * step(0.07, 0.03, abs(height - 0.08)))
    canvas.paint(colour, canvas.polygon(shifted(symmetric(right), x, 0.0)))
