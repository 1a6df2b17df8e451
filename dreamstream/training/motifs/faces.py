"""Faces from the front: dogs, cats, owls."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.coat import radiating_hair, rounded
from dreamstream.training.motifs.curves import mirrored, shifted, smooth
from dreamstream.training.motifs.eyeball import Eyeball, paint_eyeball
from dreamstream.training.motifs.fields import Colour, Plane, mix, step, wave
from dreamstream.training.motifs.palettes import BLACK, WHITE, Palette, iris_colour, oklch, rgb
from dreamstream.training.motifs.randomness import chance, pick, sign, whole
from dreamstream.training.motifs.shading import inflated, relief
from dreamstream.training.motifs.tilings import scales

_SIDES = (-1.0, 1.0)
_PINK = rgb(0.86, 0.56, 0.54)


@dataclass(frozen=True)
class _Coat:
    """Colours of a head, and its hair's brightness."""

    coat: Colour
    ears: Colour
    muzzle: Colour
    hair: Plane


@motif("dog", "earth", "fox", "ink", "slate", "sand", "bark", upright=True)
def dog(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a dog: hanging or standing ears, a blaze or a patch, a long muzzle, perhaps its tongue."""
    coat = _Coat(
        coat=mix(palette.mid, palette.light, rng.random()),
        ears=mix(palette.dark, palette.mid, rng.random()),
        muzzle=mix(palette.light, palette.accent, rng.random()),
        hair=radiating_hair(canvas, rng, (0.0, 0.1)),
    )
    has_hanging_ears = chance(rng, 0.65)
    if not has_hanging_ears:
        _paint_standing_ears(canvas, coat.ears * coat.hair, rng.uniform(0.95, 1.2))
    _paint_dog_head(canvas, coat, rng)
    if has_hanging_ears:
        _paint_hanging_ears(canvas, coat, rng)
    nose = rng.uniform(0.16, 0.3)
    size, height = rng.uniform(0.1, 0.15), rng.uniform(-0.28, -0.14)
    iris = mix(oklch(rng.uniform(0.3, 0.6), 0.09, 0.16), palette.accent, 0.5 * rng.random())
    for side in _SIDES:
        canvas.darken(0.5 * step(1.4, 0.7, canvas.oval((0.33 * side, height), (1.7 * size, 1.5 * size))))
        paint_eyeball(canvas, Eyeball(0.33 * side, height, size, iris, pupil=0.6), rng)
    _paint_muzzle(canvas, coat, nose, rng)


def _paint_dog_head(canvas: Canvas, coat: _Coat, rng: Generator) -> None:
    head = canvas.oval((0.0, 0.0), (0.72, rng.uniform(0.78, 0.92)))
    skull = canvas.within(head, 0.72)
    canvas.paint(rounded(coat.coat * coat.hair, head), skull)
    if chance(rng, 0.5):
        blaze = step(0.17, 0.1, abs(canvas.u) - 0.05 * (canvas.v + 0.3)) * step(0.4, 0.2, canvas.v)
        canvas.paint(coat.muzzle * coat.hair, blaze * skull)
    if chance(rng, 0.35):
        patch = canvas.oval((0.34 * sign(rng), -0.2), (0.28, 0.34))
        canvas.paint(coat.ears * coat.hair, canvas.within(patch, 0.28, softness=0.1) * skull)


def _paint_standing_ears(canvas: Canvas, colour: Colour, tip: float) -> None:
    outer = smooth([(0.2, -0.6), (0.42, -0.9), (0.7, -tip), (0.86, -0.7), (0.78, -0.25)], steps=4)
    inner = np.array([(0.4, -0.6), (0.66, -tip + 0.13), (0.72, -0.45)])
    canvas.paint(colour, canvas.polygon(outer, mirrored(outer)))
    canvas.paint(mix(colour, _PINK, 0.55), canvas.polygon(inner, mirrored(inner)))


def _paint_hanging_ears(canvas: Canvas, coat: _Coat, rng: Generator) -> None:
    top, length, out = rng.uniform(-0.6, -0.4), rng.uniform(0.5, 0.85), rng.uniform(0.78, 0.98)
    ear = smooth(
        [
            (0.42, top - 0.12),
            (0.68, top - 0.05),
            (out, top + 0.35),
            (out + 0.02, length - 0.15),
            (out - 0.14, length),
            (out - 0.32, length - 0.15),
            (0.56, 0.1),
            (0.46, top + 0.3),
        ],
        closed=True,
        steps=4,
    )
    shadow = shifted(ear, -0.06, 0.05)
    canvas.darken(0.4 * canvas.polygon(shadow, mirrored(shadow)))
    flaps = canvas.polygon(ear, mirrored(ear))
    canvas.paint(relief(canvas, coat.ears * coat.hair, 0.6 * inflated(canvas, flaps, 0.2), gloss=0.1), flaps)


def _paint_muzzle(canvas: Canvas, coat: _Coat, nose: float, rng: Generator) -> None:
    mouth = nose + rng.uniform(0.2, 0.28)
    if chance(rng, 0.45):
        tongue = canvas.oval((0.0, mouth + 0.22), (0.15, 0.26))
        groove = 1.0 - 0.3 * step(0.05, 0.0, abs(canvas.u))
        canvas.paint(rgb(0.86, 0.4, 0.44) * groove, canvas.within(tongue, 0.15))
    snout = canvas.oval((0.0, nose + 0.12), (rng.uniform(0.34, 0.48), rng.uniform(0.32, 0.42)))
    canvas.darken(0.35 * canvas.within(snout, 0.3, softness=0.25))
    canvas.paint(rounded(coat.muzzle * coat.hair, snout), canvas.within(snout, 0.3))
    ink = coat.ears * 0.2
    lips = [
        smooth([(0.0, nose), (0.0, mouth - 0.05), (0.15 * side, mouth + 0.05), (0.28 * side, mouth - 0.03)], steps=4)
        for side in _SIDES
    ]
    canvas.paint(ink, canvas.strokes(lips, 0.035))
    ball = canvas.oval((0.0, nose), (rng.uniform(0.16, 0.22), 0.14))
    canvas.paint(rgb(0.07, 0.055, 0.055), canvas.within(ball, 0.14))
    canvas.paint(WHITE, 0.6 * canvas.within(canvas.oval((-0.05, nose - 0.06), (0.08, 0.03)), 0.03, softness=0.03))


@motif("cat", "earth", "fox", "ink", "mist", "slate", "sand", upright=True)
def cat(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a cat: pointed ears, striped brow and cheeks, large eyes, whiskers."""
    hair = radiating_hair(canvas, rng, (0.0, 0.1))
    coat = mix(palette.mid, palette.light, rng.random())
    tip = rng.uniform(1.0, 1.18)
    ear = np.array([(0.16, -0.6), (0.64, -tip), (0.82, -0.2)])
    inner = np.array([(0.34, -0.6), (0.61, -tip + 0.17), (0.7, -0.4)])
    canvas.paint(coat * 0.8 * hair, canvas.polygon(ear, mirrored(ear)))
    canvas.paint(mix(_PINK, coat, 0.3) * hair, canvas.polygon(inner, mirrored(inner)))
    head = canvas.oval((0.0, 0.0), (rng.uniform(0.78, 0.88), rng.uniform(0.68, 0.78)))
    skull = canvas.within(head, 0.72)
    canvas.paint(rounded(coat * hair, head), skull)
    if chance(rng, 0.7):
        canvas.paint(palette.dark * hair, 0.8 * skull * _tabby(canvas, rng))
    bright = mix(palette.accent, WHITE, 0.5) * hair
    for side in _SIDES:
        canvas.paint(bright, 0.9 * canvas.within(canvas.oval((0.15 * side, 0.38), (0.24, 0.2)), 0.2, softness=0.06))
    iris = iris_colour(rng, palette)
    size, slit = rng.uniform(0.17, 0.24), rng.uniform(0.12, 0.55)
    for side in _SIDES:
        lid = canvas.oval((0.36 * side, -0.08), (1.28 * size, 1.06 * size), -0.3 * side)
        canvas.paint(palette.dark * 0.3, canvas.within(lid, size))
        paint_eyeball(canvas, Eyeball(0.36 * side, -0.08, size, iris, slit=slit), rng)
    _paint_cat_mouth(canvas, palette, rng)


def _tabby(canvas: Canvas, rng: Generator) -> Plane:
    """Return the stripes of a tabby: upright on its brow, level on its cheeks."""
    brow = step(0.6, 0.8, wave(canvas.u * rng.uniform(14.0, 22.0))) * step(-0.22, -0.32, canvas.v)
    cheeks = step(0.6, 0.8, wave(canvas.v * 17.0 + abs(canvas.u))) * step(0.5, 0.58, abs(canvas.u))
    return np.maximum(brow, cheeks)


def _paint_cat_mouth(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    canvas.paint(rgb(0.86, 0.5, 0.5), canvas.polygon([(-0.11, 0.19), (0.11, 0.19), (0.0, 0.32)]))
    lips = [smooth([(0.0, 0.32), (0.0, 0.41), (0.11 * side, 0.5), (0.21 * side, 0.44)], steps=4) for side in _SIDES]
    canvas.paint(palette.dark * 0.4, canvas.strokes(lips, 0.025))
    whiskers = [
        smooth([(0.2 * side, 0.36 + 0.05 * row), (0.6 * side, 0.3 + 0.1 * row), (1.1 * side, 0.24 + 0.18 * row)])
        for side in _SIDES
        for row in range(3)
    ]
    canvas.paint(pick(rng, (WHITE, WHITE, palette.dark)), canvas.strokes(whiskers, 0.015))


@motif("owl", "earth", "bark", "mist", "slate", "moss", upright=True)
def owl(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint an owl: discs of feathers around two large eyes, a beak between them, a barred breast."""
    plumage = scales(rng, canvas.u * 5.0, canvas.v * 5.0, rng.uniform(0.6, 0.9))
    colour = palette.ramp(0.2 + 0.35 * plumage.chance + 0.3 * step(0.4, 0.1, plumage.rim) + 0.1 * plumage.y)
    if chance(rng, 0.7):
        tuft = np.array([(0.75, -0.4), (0.8, -1.12), (0.15, -0.72)])
        canvas.paint(palette.mid * 0.9, canvas.polygon(tuft, mirrored(tuft)))
    body = canvas.oval((0.0, 0.12), (rng.uniform(0.8, 0.92), 1.0))
    canvas.paint(rounded(colour * (1.0 - 0.4 * plumage.shadow), body), canvas.within(body, 0.85))
    iris = mix(oklch(rng.uniform(0.65, 0.88), 0.16, rng.uniform(0.12, 0.27)), palette.accent, float(chance(rng, 0.3)))
    size, apart, rays = rng.uniform(0.2, 0.27), rng.uniform(0.34, 0.4), whole(rng, 16, 30)
    pupil = rng.uniform(0.4, 0.6)
    for side in _SIDES:
        ray = wave(canvas.angle(apart * side, -0.18) * rays)
        canvas.paint(palette.dark, canvas.disc(apart * side, -0.18, 0.47))
        disc = canvas.disc(apart * side, -0.18, 0.43)
        canvas.paint(mix(palette.light, palette.accent, ray) * (0.65 + 0.4 * ray), disc)
        paint_eyeball(canvas, Eyeball(apart * side, -0.18, size, iris, pupil=pupil), rng)
    beak = smooth([(-0.12, -0.04), (0.0, -0.1), (0.12, -0.04), (0.07, 0.16), (0.0, 0.34), (-0.07, 0.16)], closed=True)
    horn = pick(rng, (rgb(0.24, 0.2, 0.14), oklch(0.8, 0.13, 0.22)))
    canvas.darken(0.4 * canvas.disc(0.0, 0.16, 0.16, softness=0.1))
    canvas.paint(horn * (0.8 - 1.6 * canvas.u), canvas.polygon(beak))
    canvas.paint(BLACK, 0.5 * canvas.strokes([[(0.0, 0.3), (0.0, 0.36)]], 0.02))
