"""Insects from above: butterflies, beetles, dragonflies."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.coat import rounded
from dreamstream.training.motifs.curves import Points, mirrored, shifted, smooth
from dreamstream.training.motifs.fields import Colour, Plane, clouds, fraction, mix, ridge, step, wave
from dreamstream.training.motifs.palettes import WHITE, Palette, rgb
from dreamstream.training.motifs.randomness import chance, pick, whole
from dreamstream.training.motifs.shading import inflated, relief

_SIDES = (-1.0, 1.0)
_CHITIN = rgb(0.07, 0.06, 0.06)

_FORE_WINGS = (
    ((0.05, -0.2), (0.25, -0.62), (0.68, -0.92), (1.02, -0.86), (0.98, -0.5), (0.84, -0.14), (0.5, 0.08), (0.1, 0.08)),
    ((0.05, -0.2), (0.3, -0.52), (0.72, -0.66), (0.98, -0.46), (0.92, -0.1), (0.7, 0.14), (0.4, 0.12), (0.1, 0.08)),
    ((0.05, -0.2), (0.3, -0.66), (0.8, -0.86), (1.14, -0.6), (0.88, -0.42), (0.76, -0.06), (0.45, 0.1), (0.1, 0.08)),
)
_HIND_WINGS = (
    ((0.06, 0.0), (0.42, 0.02), (0.78, 0.12), (0.84, 0.42), (0.66, 0.72), (0.38, 0.74), (0.18, 0.46), (0.06, 0.2)),
    ((0.06, 0.0), (0.4, 0.02), (0.74, 0.1), (0.7, 0.46), (0.6, 1.06), (0.46, 1.04), (0.36, 0.62), (0.06, 0.2)),
    ((0.06, 0.0), (0.45, 0.02), (0.72, 0.18), (0.7, 0.5), (0.5, 0.6), (0.3, 0.56), (0.06, 0.2)),
)
"""Outlines of right wings: monarch, round, hawk; and round, swallow-tailed, short."""


@dataclass(frozen=True)
class _Markings:
    """What is drawn on a wing: colours, and how strong veins, border, dots, eye spots and bands are (0: none)."""

    near: Colour
    far: Colour
    ink: Colour
    spot: Colour
    veins: float
    border: float
    dots: float
    eye: float
    band: float


@motif("butterfly", "fox", "ocean", "honey", "ember", "grape", "lagoon", "bone")
def butterfly(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a butterfly or a moth: two pairs of veined, bordered wings with spots, a slender body, feelers."""
    near, far = pick(rng, ((palette.light, palette.mid), (palette.accent, palette.mid), (palette.mid, palette.accent)))
    markings = _Markings(
        near=near,
        far=far,
        ink=palette.dark * rng.uniform(0.3, 0.8),
        spot=mix(palette.accent, WHITE, rng.random()),
        veins=rng.uniform(0.3, 0.95) * float(chance(rng, 0.85)),
        border=rng.uniform(0.06, 0.2) * float(chance(rng, 0.85)),
        dots=float(chance(rng, 0.6)),
        eye=rng.uniform(0.1, 0.2) * float(chance(rng, 0.55)),
        band=float(chance(rng, 0.35)),
    )
    hind, fore = smooth(pick(rng, _HIND_WINGS), closed=True), smooth(pick(rng, _FORE_WINGS), closed=True)
    _paint_wings(canvas, markings, hind, (0.5, 0.38))
    canvas.darken(0.45 * canvas.polygon(*(shifted(wing, 0.0, 0.05) for wing in (fore, mirrored(fore)))))
    _paint_wings(canvas, markings, fore, (0.68, -0.46))

    fuzz = 0.7 + 0.6 * wave(canvas.v * 34.0)
    abdomen = canvas.oval((0.0, 0.16), (0.075, 0.42))
    canvas.paint(rounded(mix(markings.ink, palette.mid, 0.3) * fuzz, abdomen), canvas.within(abdomen, 0.075))
    canvas.paint(markings.ink * 1.4, np.maximum(canvas.disc(0.0, -0.2, 0.11), canvas.disc(0.0, -0.36, 0.075)))
    spread = rng.uniform(0.2, 0.4)
    feelers = [smooth([(0.02 * side, -0.4), (0.4 * spread * side, -0.75), (spread * side, -0.98)]) for side in _SIDES]
    canvas.paint(markings.ink, canvas.strokes(feelers, 0.022))
    canvas.paint(markings.ink, canvas.dots([feeler[-1] for feeler in feelers], (0.035, 0.035)))


def _paint_wings(canvas: Canvas, markings: _Markings, outline: Points, eye: tuple[float, float]) -> None:
    """Paint one pair: the outline is the right one's, ``eye`` the place of its spot."""
    wings = canvas.polygon(outline, mirrored(outline))
    inward = inflated(canvas, wings, 0.45)
    from_edge = 0.45 * (1.0 - np.sqrt(np.clip(1.0 - (inward / 0.45) ** 2, 0.0, 1.0)))
    right = abs(canvas.u)
    fan = np.arctan2(canvas.v + 0.05, right)
    reach = np.hypot(right, canvas.v)
    colour = mix(markings.near, markings.far, step(0.2, 0.95, reach)) * (0.9 + 0.2 * wave(fan * 40.0))
    if markings.band:
        colour = mix(colour, markings.spot, step(0.06, 0.04, abs(reach - 0.56 + 0.06 * np.sin(fan * 9.0))))
    colour = mix(colour, markings.ink, markings.veins * step(0.9, 0.98, wave(fan * 11.0)) * step(0.15, 0.3, reach))
    if markings.border:
        ragged = markings.border * (1.0 + 0.35 * wave(fan * 11.0))
        colour = mix(colour, markings.ink, canvas.inside(from_edge - ragged))
        dot = abs(fraction(fan * (22.0 / (2.0 * np.pi))) - 0.5) * reach * 0.3
        dotted = canvas.inside(np.hypot(dot, from_edge - 0.5 * markings.border) - 0.28 * markings.border)
        colour = mix(colour, WHITE, markings.dots * dotted)
    if markings.eye:
        away = np.hypot(right - eye[0], canvas.v - eye[1]) / markings.eye
        for size, ring in ((1.0, markings.ink), (0.78, markings.spot), (0.5, markings.ink)):
            colour = mix(colour, ring, canvas.inside((away - size) * markings.eye))
        glint = np.hypot(right - eye[0], canvas.v - eye[1] + 0.2 * markings.eye) - 0.18 * markings.eye
        colour = mix(colour, WHITE, canvas.inside(glint))
    canvas.paint(relief(canvas, colour, 0.1 * inward, gloss=0.1), wings)


@motif("beetle", "ember", "forest", "lagoon", "brass", "ocean", "ink", "wine")
def beetle(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a beetle: jointed legs, head with feelers or horns, a shield, and two shining wing cases."""
    _paint_legs(canvas, rng)
    head = canvas.within(canvas.oval((0.0, -0.76), (0.26, 0.2)), 0.2)
    canvas.paint(mix(_CHITIN, palette.dark, 0.4), head)
    shield = canvas.oval((0.0, -0.5), (rng.uniform(0.4, 0.56), 0.28))
    covering = canvas.within(shield, 0.28)
    canvas.paint(rounded(mix(_CHITIN, palette.any(rng), 0.6), shield), covering)
    wide, long = rng.uniform(0.56, 0.74), rng.uniform(0.7, 0.85)
    case = canvas.oval((0.0, 0.18), (wide, long))
    colour = _wing_cases(canvas, palette, rng, case)
    cases = canvas.within(case, wide)
    canvas.darken(0.5 * canvas.within(canvas.oval((0.0, 0.14), (wide, long)), wide, softness=0.1))
    lit = relief(canvas, colour, 0.8 * inflated(canvas, cases, wide), gloss=0.7)
    canvas.paint(mix(lit, _CHITIN, step(0.03, 0.01, abs(canvas.u))), cases)


def _wing_cases(canvas: Canvas, palette: Palette, rng: Generator, case: Plane) -> Colour:
    """Return spotted, furrowed, iridescent or banded wing cases."""
    colour = mix(palette.mid, palette.light, step(1.0, 0.1, case))
    pattern, right = whole(rng, 0, 3), abs(canvas.u)
    if pattern == 0:
        for x, y in ((0.3, -0.15), (0.34, 0.35), (0.16, 0.66), (0.5, 0.1), (0.0, -0.3)):
            colour = mix(colour, _CHITIN, canvas.inside(np.hypot(right - x, canvas.v - y) - 0.13))
    elif pattern == 1:
        colour = colour * (0.55 + 0.55 * wave(canvas.u * rng.uniform(26.0, 44.0)))
    elif pattern == 2:
        colour = mix(colour, palette.accent, wave(case * 7.0 + canvas.v * 3.0))
    else:
        bands = wave(canvas.v * rng.uniform(8.0, 14.0) + np.sin(right * 8.0))
        colour = mix(colour, _CHITIN, 0.9 * step(0.5, 0.65, bands))
    return colour


def _paint_legs(canvas: Canvas, rng: Generator) -> None:
    legs = [
        np.array([(0.4 * side, y), (0.8 * side, 1.3 * y - 0.12), (1.02 * side, 1.4 * y + 0.12)])
        for side in _SIDES
        for y in (-0.32, 0.1, 0.5)
    ]
    canvas.paint(_CHITIN, canvas.strokes(legs, rng.uniform(0.05, 0.09)))
    out, up = rng.uniform(0.25, 0.6), rng.uniform(1.0, 1.2)
    horns = [smooth([(0.1 * side, -0.85), (0.35 * side, -1.0), (out * side, -up)]) for side in _SIDES]
    canvas.paint(_CHITIN, canvas.strokes(horns, rng.uniform(0.03, 0.1)))


@motif("dragonfly", "lagoon", "ocean", "ember", "grass", "ice", "brass")
def dragonfly(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a dragonfly: four long glassy wings, netted with veins, and a thin segmented body."""
    sweep = rng.uniform(-0.08, 0.12)
    net = np.maximum(step(0.84, 0.97, wave(canvas.u * 34.0)), step(0.84, 0.97, wave(canvas.v * 44.0 + canvas.u * 6.0)))
    glass = mix(mix(palette.light, WHITE, 0.5), palette.dark, 0.6 * net)
    glass = glass * (0.9 + 0.3 * clouds(rng, canvas.size, canvas.size * 0.2))
    density = rng.uniform(0.55, 0.9)
    for root, drop, length in ((-0.12, 0.3 + sweep, 0.98), (-0.34, -0.28 + sweep, 1.05)):
        wing = _long_wing(root, drop, length)
        wings = (wing, mirrored(wing))
        canvas.paint(glass, density * canvas.polygon(*wings))
        canvas.paint(palette.dark * 0.6, canvas.strokes([np.vstack([side, side[:1]]) for side in wings], 0.02))
        mark = np.array([(length - 0.2, root + 0.8 * drop - 0.1), (length - 0.08, root + 0.92 * drop - 0.1)])
        canvas.paint(palette.accent * 0.6, canvas.strokes([mark, mirrored(mark)], 0.06))
    bands = mix(palette.mid, palette.dark * 0.6, step(0.6, 0.75, wave(canvas.v * 42.0)))
    tail = canvas.polygon([(-0.07, -0.1), (0.07, -0.1), (0.045, 1.0), (-0.045, 1.0)])
    canvas.paint(bands * (0.55 + 0.6 * ridge(canvas.u + 0.02, 0.06)), tail)
    thorax = canvas.oval((0.0, -0.24), (0.13, 0.22))
    canvas.paint(rounded(palette.mid * (0.8 + 0.4 * wave(canvas.u * 40.0)), thorax), canvas.within(thorax, 0.13))
    for side in _SIDES:
        eye = canvas.oval((0.09 * side, -0.52), (0.1, 0.12))
        canvas.paint(rounded(palette.accent, eye), canvas.within(eye, 0.1))
        canvas.paint(WHITE, 0.7 * canvas.disc(0.09 * side - 0.03, -0.56, 0.03))


def _long_wing(root: float, drop: float, length: float) -> Points:
    """Return a dragonfly's right wing, from ``root`` on its body to ``length`` aside and ``drop`` below."""
    front = [(0.04, 0.0), (0.4, 0.36 * drop - 0.1), (length, drop - 0.1), (length + 0.04, drop + 0.04)]
    back = [(0.7, 0.7 * drop + 0.14), (0.35, 0.4 * drop + 0.14), (0.05, 0.07)]
    return shifted(smooth(front + back, closed=True), 0.0, root)
