"""Plants: leaves, ferns, trees, mushrooms."""

import math

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.branches import grow
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.curves import Points, shifted, smooth
from dreamstream.training.motifs.fields import Plane, clouds, dome, fraction, mix, ridge, step, wave
from dreamstream.training.motifs.palettes import WHITE, Palette, rgb
from dreamstream.training.motifs.randomness import chance, pick, whole
from dreamstream.training.motifs.shading import inflated, relief


@motif("leaf", "grass", "forest", "fox", "olive", "ember", "honey", "moss")
def leaf(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a leaf, whole-edged or toothed, with a midrib and side veins."""
    bend, slant = rng.uniform(-0.25, 0.25), rng.uniform(0.6, 1.2)
    along = canvas.u
    across = canvas.v - bend * (along * along - 0.3)
    side = abs(across)
    between = 2.0 * abs(fraction((along - slant * side) * rng.uniform(4.5, 8.5)) - 0.5)
    profile = np.clip(1.0 - abs((along + 0.05) / 0.95) ** rng.uniform(1.6, 2.6), 0.0, 1.0) ** rng.uniform(0.6, 1.0)
    half_width = rng.uniform(0.34, 0.62) * profile * (1.0 + pick(rng, (0.0, 0.1, 0.25)) * (between - 0.5))
    blade = canvas.inside(side - half_width)
    bulge = between**0.7 * step(0.0, 0.15, side)
    colour = mix(palette.mid, palette.light, 0.2 + 0.6 * bulge)
    stains = step(0.5, 0.75, clouds(rng, canvas.size, canvas.size * 0.25, 2))
    colour = mix(colour, palette.accent, stains * rng.random())
    colour = colour * (0.8 + 0.3 * clouds(rng, canvas.size, 3.0)) * np.where(across > 0.0, 0.8, 1.1)
    vein = mix(palette.light, palette.accent, 0.5)
    colour = mix(colour, pick(rng, (vein, vein, palette.dark)), 0.85 * step(0.2, 0.07, between))
    canvas.paint(relief(canvas, colour, 0.1 * bulge, gloss=0.25), blade)
    x = np.linspace(-1.25, 0.88, 16)
    midrib = np.column_stack([x, bend * (x * x - 0.3)])
    canvas.paint(palette.dark * 0.7, 0.5 * canvas.strokes([shifted(midrib, 0.0, 0.03)], 0.04))
    canvas.paint(mix(palette.light, palette.accent, 0.6), canvas.strokes([midrib], 0.045))


@motif("fern", "grass", "forest", "lagoon", "moss", "olive")
def fern(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a fern's frond: a bent stem, and leaflets that are fronds again."""
    bend, sweep, width = rng.normal(0.0, 0.3), rng.uniform(0.3, 0.8), rng.uniform(0.55, 0.85)
    pairs = whole(rng, 9, 15)
    lit, shaded, ribs = [], [], []
    for pair in range(pairs):
        share = pair / pairs
        x = -0.9 + 1.8 * share
        foot = (x, bend * (x * x - 0.3))
        length = width * (1.0 - share) ** 0.7 * (0.6 + 0.4 * min(1.0, 6.0 * share)) + 0.05
        for side in (-1.0, 1.0):
            angle = side * (0.5 * math.pi - sweep * (0.5 + 0.6 * share))
            upper, lower, rib = _leaflet(foot, angle, (length, 1.0 / pairs))
            lit.append(upper if side < 0.0 else lower)
            shaded.append(lower if side < 0.0 else upper)
            ribs.append(rib)
    grain = 0.8 + 0.35 * clouds(rng, canvas.size, 3.0)
    tone = mix(palette.mid, palette.light, clouds(rng, canvas.size, canvas.size * 0.2))
    canvas.paint(mix(palette.dark, tone, 0.45) * grain, canvas.polygon(*shaded))
    canvas.paint(tone * grain, canvas.polygon(*lit))
    canvas.paint(mix(palette.light, palette.accent, 0.5), canvas.strokes(ribs, 0.02))
    stem = np.linspace(-1.3, 0.95, 16)
    canvas.paint(palette.dark * 0.8, canvas.strokes([np.column_stack([stem, bend * (stem**2 - 0.3)])], 0.05))


def _leaflet(foot: tuple[float, float], angle: float, size: tuple[float, float]) -> tuple[Points, Points, Points]:
    """Return the outlines of a leaflet's two halves, and its rib; the size is its length and half of its width."""
    length, half = size
    teeth = max(3, round(13.0 * length))
    share = np.linspace(0.0, 1.0, 2 * teeth + 1)
    ahead, aside = np.array([math.cos(angle), math.sin(angle)]), np.array([-math.sin(angle), math.cos(angle)])
    rib = np.array(foot) + np.outer(share * length, ahead) + np.outer(0.09 * share**2, [1.0, 0.0])
    notch = np.where(np.arange(len(share)) % 2 == 1, 1.0, 0.5)
    edge = np.outer(half * (1.0 - share**1.5) * notch, aside)
    return np.vstack([rib, (rib + edge)[::-1]]), np.vstack([rib, (rib - edge)[::-1]]), rib


@motif("tree", "grass", "forest", "fox", "moss", "blush", "honey", "slate", upright=True)
def tree(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a tree: bare branches, or boughs under clumps of leaves."""
    branches = grow(rng, depth=5, spread=rng.uniform(0.35, 0.6), shrink=rng.uniform(0.72, 0.8), start=(0.44, 0.15))
    bark = palette.dark * (0.5 + 0.6 * clouds(rng, canvas.size, canvas.size * 0.05))
    wood = branches.coverage(canvas)
    canvas.paint(relief(canvas, mix(bark, palette.mid, 0.25), inflated(canvas, wood, 0.08), gloss=0.1), wood)
    if chance(rng, 0.25):
        return
    tips = branches.tips
    order = np.argsort(tips[:, 1])
    clumps = tips[order][:: max(1, len(tips) // whole(rng, 12, 24))][::-1]
    leafy = clouds(rng, canvas.size, max(2.0, canvas.size * 0.04), 2)
    size = rng.uniform(0.16, 0.28)
    for x, y in clumps.tolist():
        distance = canvas.radius(x, y) / size - 0.7 * (leafy - 0.5)
        clump = canvas.inside((distance - 1.0) * size)
        light = 0.5 - 0.8 * (canvas.v - y) / size - 0.3 * (canvas.u - x) / size
        tone = palette.ramp(0.2 + 0.35 * light + 0.5 * (leafy - 0.3))
        canvas.darken(0.3 * canvas.disc(x, y + 0.06, size, softness=0.1))
        canvas.paint(mix(tone, palette.accent, 0.5 * step(0.7, 0.85, leafy)), clump)


@motif("mushroom", "ember", "earth", "slate", "moss", "grape", "berry", upright=True)
def mushroom(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a mushroom: stem with a skirt, gills, and a cap with warts or rings."""
    half, foot = rng.uniform(0.12, 0.2), rng.uniform(0.02, 0.14)
    flesh = mix(rgb(0.93, 0.9, 0.82), palette.light, pick(rng, (0.1, 0.8)))
    right = [(half, -0.1), (half * 1.05, 0.4), (half + foot, 0.85), (half + 0.6 * foot, 1.0)]
    stem = canvas.polygon(np.vstack([smooth(right), smooth([(-x, y) for x, y in right])[::-1]]))
    fibre = 0.9 + 0.15 * wave(canvas.u * 50.0 + 2.0 * clouds(rng, canvas.size, canvas.size * 0.2))
    canvas.paint(relief(canvas, flesh * fibre, inflated(canvas, stem, half), gloss=0.1), stem)
    if chance(rng, 0.5):
        skirt = smooth([(-half, 0.2), (half, 0.2), (half + 0.12, 0.38), (0.0, 0.42), (-half - 0.12, 0.38)], closed=True)
        canvas.paint(flesh * (0.65 + 0.4 * wave(canvas.u * 40.0)), canvas.polygon(skirt))
    wide, high = rng.uniform(0.75, 0.95), rng.uniform(0.55, 1.0)
    gills = canvas.oval((0.0, 0.02), (0.9 * wide, 0.16))
    rays = 0.5 + 0.5 * wave(canvas.angle(0.0, -0.7) * 60.0)
    canvas.paint(flesh * 0.8 * rays, canvas.within(gills, 0.16))
    cap = canvas.oval((0.0, 0.05), (wide, high))
    rim = canvas.v + 0.06 - 0.12 * dome(canvas.u / wide)
    coverage = canvas.within(cap, 0.7) * canvas.inside(rim)
    light = np.clip(0.5 - 0.5 * canvas.v - 0.35 * canvas.u, 0.0, 1.0)
    colour = mix(mix(palette.mid, palette.light, light * 0.7), palette.dark, 0.4 * step(0.7, 1.0, cap))
    colour = mix(colour, mix(palette.accent, WHITE, 0.6), _warts(canvas, rng, (wide, high)))
    colour = colour * (0.9 + 0.2 * clouds(rng, canvas.size, canvas.size * 0.1, 2))
    glint = ridge(np.hypot(canvas.u + 0.35 * wide, canvas.v + 0.6 * high), 0.14)
    canvas.paint(colour * (1.15 - 0.5 * cap * cap) + 0.35 * glint, coverage)


def _warts(canvas: Canvas, rng: Generator, cap: tuple[float, float]) -> Plane:
    """Return the coverage of a cap's warts, narrower towards its edge; or of rings, or of nothing."""
    wide, high = cap
    style = rng.random()
    if style < 0.25:
        return np.zeros_like(canvas.u)
    if style < 0.4:
        return 0.6 * step(0.6, 0.8, wave(canvas.oval((0.0, 0.05), cap) * rng.uniform(12.0, 22.0)))
    size = rng.uniform(0.07, 0.13)
    warts = []
    for _ in range(whole(rng, 9, 18)):
        angle, distance = rng.uniform(math.pi, 2.0 * math.pi), 0.92 * math.sqrt(rng.random())
        flat = size * math.sqrt(max(0.15, 1.0 - distance * distance))
        ring = np.linspace(0.0, 2.0 * math.pi, 12, endpoint=False)
        x, y = distance * wide * math.cos(angle), distance * high * math.sin(angle)
        warts.append(np.column_stack([x + flat * np.cos(ring), y + 0.8 * size * np.sin(ring)]))
    return canvas.polygon(*warts)
