"""Birds: one on its branch in profile, and the portrait of a head."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.coat import radiating_hair
from dreamstream.training.motifs.curves import Points, shifted, smooth
from dreamstream.training.motifs.eyeball import Eyeball, paint_eyeball
from dreamstream.training.motifs.fields import Colour, mix, step, wave
from dreamstream.training.motifs.palettes import BLACK, Palette, iris_colour, oklch, rgb
from dreamstream.training.motifs.randomness import chance, pick, whole
from dreamstream.training.motifs.shading import inflated, relief
from dreamstream.training.motifs.tilings import scales


@dataclass(frozen=True)
class _Beak:
    """Outlines of the upper and the lower half, from the face's edge at (0, 0) leftwards; a unit is a head's radius."""

    upper: tuple[tuple[float, float], ...]
    lower: tuple[tuple[float, float], ...]


_BEAKS = {
    "finch": _Beak(((0.2, -0.42), (-0.35, -0.25), (-0.75, 0.05), (0.1, 0.1)), ((0.1, 0.05), (-0.65, 0.06), (0.1, 0.4))),
    "warbler": _Beak(((0.2, -0.2), (-0.4, -0.12), (-1.1, 0.1), (0.1, 0.1)), ((0.1, 0.05), (-0.95, 0.1), (0.1, 0.26))),
    "parrot": _Beak(
        ((0.25, -0.6), (-0.35, -0.55), (-0.72, -0.1), (-0.6, 0.5), (-0.35, 0.1), (0.1, 0.15)),
        ((0.1, 0.1), (-0.32, 0.15), (-0.3, 0.42), (0.1, 0.5)),
    ),
    "eagle": _Beak(
        ((0.2, -0.4), (-0.5, -0.42), (-0.95, -0.1), (-0.95, 0.4), (-0.65, 0.08), (0.2, 0.12)),
        ((0.2, 0.08), (-0.6, 0.1), (-0.3, 0.28), (0.2, 0.3)),
    ),
    "toucan": _Beak(
        ((0.2, -0.6), (-0.8, -0.62), (-1.7, -0.25), (-1.9, 0.3), (-1.0, 0.05), (0.1, 0.05)),
        ((0.1, 0.0), (-1.0, 0.02), (-1.75, 0.3), (-0.9, 0.42), (0.1, 0.45)),
    ),
    "kingfisher": _Beak(
        ((0.2, -0.25), (-0.9, -0.1), (-1.9, 0.1), (0.1, 0.08)), ((0.1, 0.04), (-1.8, 0.1), (0.1, 0.28))
    ),
}


@motif("bird", "parrot", "reef", "ocean", "fox", "ember", "bone", "slate", upright=True)
def bird(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a bird: the whole of it on a branch, or its head alone."""
    if chance(rng, 0.6):
        _paint_perched(canvas, palette, rng)
    else:
        _paint_portrait(canvas, palette, rng)


def _paint_perched(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    plump, tail = rng.uniform(-0.06, 0.12), rng.uniform(0.0, 0.3)
    _paint_branch(canvas, rng)
    outline = smooth(
        [
            (-0.42, -0.78), (-0.12, -0.66), (0.02, -0.4), (0.3, -0.22 - plump), (0.62, 0.12), (1.0, 0.5 + tail),
            (1.02, 0.66 + tail), (0.84, 0.68 + tail), (0.4, 0.46), (0.05, 0.64 + plump), (-0.34, 0.56 + plump),
            (-0.6, 0.2), (-0.62, -0.15), (-0.76, -0.45), (-0.66, -0.7),
        ],
        closed=True,
    )  # fmt: skip
    body = canvas.polygon(outline)
    back, breast = mix(palette.mid, palette.light, 0.5 * rng.random()), mix(palette.accent, palette.light, rng.random())
    colour = mix(back, breast, step(0.05, 0.25, canvas.v - 0.55 * canvas.u - 0.02))
    if chance(rng, 0.6):
        cap = step(-0.5, -0.56, canvas.v - 0.3 * canvas.u) * step(0.1, 0.0, canvas.u)
        colour = mix(colour, palette.dark * 0.7, cap)
    if chance(rng, 0.4):
        speckle = scales(rng, canvas.u * 7.0, canvas.v * 7.0)
        colour = mix(colour, palette.dark, 0.7 * step(0.45, 0.7, speckle.rim) * step(-0.3, 0.0, canvas.v))
    hair = radiating_hair(canvas, rng, (-0.5, -0.5))
    _paint_crest(canvas, palette, rng)
    canvas.paint(relief(canvas, colour * hair, 0.7 * inflated(canvas, body, 0.45), gloss=0.1), body)
    _paint_wing(canvas, palette, rng)
    beak = _BEAKS[pick(rng, tuple(_BEAKS))]
    _paint_beak(canvas, beak, (-0.68, -0.45), 0.34, _horn(palette, rng))
    _paint_bird_eye(canvas, palette, rng, (-0.46, -0.49), rng.uniform(0.08, 0.12))


def _paint_branch(canvas: Canvas, rng: Generator) -> None:
    wood = oklch(rng.uniform(0.25, 0.5), 0.04, 0.15)
    tilt = rng.normal(0.0, 0.08)
    branch = smooth([(-1.4, 0.86 - tilt), (-0.3, 0.8), (0.4, 0.82), (1.4, 0.84 + tilt)])
    grain = 0.7 + 0.5 * wave(canvas.v * 50.0 + 3.0 * np.sin(canvas.u * 4.0))
    canvas.paint(wood * grain, canvas.strokes([branch], rng.uniform(0.08, 0.16)))
    legs = [[(x, 0.5), (x - 0.03, 0.78), (x - 0.13, 0.84)] for x in (-0.2, 0.06)]
    canvas.paint(wood * 0.6, canvas.strokes(legs, 0.045))


def _paint_crest(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    if chance(rng, 0.3):
        tips = [(-0.2, -1.05), (0.0, -0.95), (0.12, -0.8)]
        plumes = [smooth([(-0.45, -0.65), (x - 0.12, y + 0.08), (x, y)]) for x, y in tips]
        canvas.paint(palette.accent, canvas.strokes(plumes, 0.09))


def _paint_wing(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a folded wing: coverts like scales, then the long feathers."""
    outline = smooth(
        [
            (-0.28, -0.12), (0.0, -0.3), (0.35, -0.12), (0.68, 0.22),
            (0.98, 0.52), (0.6, 0.46), (0.2, 0.42), (-0.18, 0.25),
        ],
        closed=True,
    )  # fmt: skip
    wing = canvas.polygon(outline)
    along, across = 0.82 * canvas.u + 0.57 * canvas.v, 0.82 * canvas.v - 0.57 * canvas.u
    coverts = scales(rng, across * 7.0, along * 5.0, 0.8)
    small = mix(palette.mid, palette.light, 0.5 * coverts.y) * (1.0 - 0.6 * coverts.shadow)
    quill = wave((across + 0.12 * along) * rng.uniform(36.0, 50.0))
    long = mix(palette.dark, palette.mid, 0.2 + 0.8 * quill)
    bar = step(0.05, 0.02, abs(along - 0.22)) * float(chance(rng, 0.6))
    colour = mix(mix(small, long, step(0.2, 0.26, along)), palette.accent, 0.9 * bar)
    canvas.darken(0.4 * canvas.polygon(shifted(outline, 0.0, 0.05)))
    canvas.paint(relief(canvas, colour, 0.4 * inflated(canvas, wing, 0.2), gloss=0.15), wing)


def _paint_portrait(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    neck = rng.uniform(0.5, 0.75)
    outline = smooth(
        [
            (0.0, -0.72), (0.5, -0.5), (0.7, 0.0), (0.2 + neck, 1.3),
            (-0.15 - neck, 1.3), (-0.42, 0.5), (-0.5, 0.0), (-0.4, -0.5),
        ],
        closed=True,
    )  # fmt: skip
    head = canvas.polygon(outline)
    rows = scales(rng, canvas.u * 5.0, canvas.v * 5.0 + canvas.u, 0.8)
    crown, throat = mix(palette.mid, palette.light, rng.random()), palette.any(rng)
    colour = mix(crown, throat, step(0.25, 0.45, canvas.v + 0.3 * canvas.u))
    colour = colour * (0.85 + 0.12 * rows.y) * (1.0 - 0.45 * rows.shadow * step(-0.3, 0.4, canvas.v))
    colour = colour * radiating_hair(canvas, rng, (-0.4, -0.1))
    if chance(rng, 0.5):
        mask = canvas.oval((-0.25, -0.12), (0.5, 0.22), 0.1)
        colour = mix(colour, pick(rng, (palette.dark, palette.accent)), canvas.within(mask, 0.22, softness=0.04))
    if chance(rng, 0.3):
        plumes = [
            smooth([(0.0, -0.6), (0.1 + 0.2 * k, -1.0 + 0.06 * k * k), (0.3 + 0.25 * k, -1.05 + 0.15 * k)])
            for k in range(4)
        ]
        canvas.paint(mix(palette.accent, crown, 0.3), canvas.strokes(plumes, 0.09))
    canvas.paint(relief(canvas, colour, 0.6 * inflated(canvas, head, 0.5), gloss=0.1), head)
    _paint_beak(canvas, _BEAKS[pick(rng, tuple(_BEAKS))], (-0.46, 0.0), 0.5, _horn(palette, rng))
    _paint_bird_eye(canvas, palette, rng, (-0.1, -0.18), rng.uniform(0.12, 0.18))


def _horn(palette: Palette, rng: Generator) -> Colour:
    return pick(rng, (oklch(0.8, 0.15, 0.2), oklch(0.6, 0.19, 0.1), rgb(0.16, 0.15, 0.14), palette.accent))


def _paint_beak(canvas: Canvas, beak: _Beak, root: tuple[float, float], scale: float, horn: Colour) -> None:
    def outline(points: tuple[tuple[float, float], ...]) -> Points:
        return np.array(points) * scale + root

    shine = 0.75 + 0.5 * step(0.2 * scale, -0.5 * scale, canvas.v - root[1])
    canvas.paint(horn * 0.65, canvas.polygon(outline(beak.lower)))
    canvas.paint(horn * shine, canvas.polygon(smooth(outline(beak.upper), closed=True, steps=4)))
    canvas.paint(BLACK, 0.7 * canvas.strokes([outline(beak.lower[:2])], 0.02))


def _paint_bird_eye(
    canvas: Canvas, palette: Palette, rng: Generator, centre: tuple[float, float], radius: float
) -> None:
    x, y = centre
    if chance(rng, 0.6):
        rays = 0.8 + 0.2 * wave(canvas.angle(x, y) * whole(rng, 10, 18))
        bare_skin = canvas.disc(x, y, radius * rng.uniform(1.3, 1.7))
        canvas.paint(mix(palette.light, palette.accent, rng.random()) * rays, bare_skin)
    paint_eyeball(canvas, Eyeball(x, y, radius, iris_colour(rng, palette), pupil=0.55), rng)
