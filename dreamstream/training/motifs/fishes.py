"""Fish in profile."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.base import motif
from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.curves import shifted, smooth
from dreamstream.training.motifs.eyeball import Eyeball, paint_eyeball
from dreamstream.training.motifs.fields import Colour, clouds, mix, ridge, step, wave
from dreamstream.training.motifs.palettes import WHITE, Palette, iris_colour
from dreamstream.training.motifs.randomness import chance, turn, whole
from dreamstream.training.motifs.shading import inflated, relief
from dreamstream.training.motifs.tilings import scales

_BODY = np.array(
    [
        (-0.95, 0.04), (-0.82, -0.4), (-0.45, -0.9), (-0.1, -1.0), (0.3, -0.68), (0.62, -0.26),
        (0.62, 0.26), (0.3, 0.66), (-0.1, 1.0), (-0.5, 0.85), (-0.84, 0.3),
    ]
)  # fmt: skip
"""A fish's outline from its mouth along its back, in halves of its height."""


@dataclass(frozen=True)
class _Build:
    """A fish's proportions, in units.

    Attributes:
        height: half of the body's.
        fin: how far back and belly fins reach beyond the body.
        fork: how deep its tail is cut in; 0 for a round one.
        tail: half of the tail's height.
    """

    height: float
    fin: float
    fork: float
    tail: float


@motif("fish", "reef", "ocean", "coral", "brass", "ice", "parrot", "dusk", upright=True)
def fish(canvas: Canvas, palette: Palette, rng: Generator) -> None:
    """Paint a fish, slender as a trout or high as an angel fish: rayed fins, scales, stripes, gill, eye."""
    build = _Build(rng.uniform(0.3, 0.62), rng.uniform(0.18, 0.5), rng.uniform(0.0, 0.28), rng.uniform(0.35, 0.65))
    fins = mix(palette.accent, palette.mid, 0.7 * rng.random())
    _paint_tail(canvas, build, fins)
    _paint_fins(canvas, build, fins)
    high = build.height
    body = canvas.polygon(smooth(_BODY * (1.0, high), closed=True))
    colour = _scaled(canvas, palette, rng)
    behind_gill = canvas.u + 0.47 + 0.25 * canvas.v**2 / high
    colour = mix(colour, mix(palette.light, palette.mid, rng.random()), step(0.01, -0.03, behind_gill))
    colour = colour * (1.0 - 0.5 * ridge(behind_gill, 0.03) * step(high, 0.6 * high, abs(canvas.v)))
    canvas.paint(relief(canvas, colour, 0.8 * inflated(canvas, body, 0.6 * high), gloss=0.25), body)
    _paint_side_fin(canvas, fins, high)
    mouth = smooth([(-0.96, 0.04), (-0.86, 0.09), (-0.78, 0.16)])
    canvas.paint(palette.dark * 0.5, canvas.strokes([mouth], 0.03))
    radius = rng.uniform(0.09, 0.14)
    canvas.paint(mix(WHITE, palette.accent, 0.3), canvas.disc(-0.66, -0.09, 1.3 * radius))
    paint_eyeball(canvas, Eyeball(-0.66, -0.09, radius, iris_colour(rng, palette), pupil=0.55), rng)


def _scaled(canvas: Canvas, palette: Palette, rng: Generator) -> Colour:
    """Return scales, dark-backed and pale-bellied, perhaps with stripes, bands or spots."""
    density = rng.uniform(4.5, 8.0)
    rows = scales(rng, canvas.v * density, canvas.u * density, rng.uniform(0.55, 0.8))
    colour = mix(
        mix(palette.mid, palette.light, step(-0.3, 0.35, canvas.v)), palette.dark, 0.55 * step(0.25, 0.05, rows.rim)
    )
    colour = colour * (0.85 + 0.2 * rows.chance)
    pattern, ink = whole(rng, 0, 3), palette.accent if chance(rng, 0.5) else palette.dark
    if pattern == 0:
        bars = wave(canvas.u * rng.uniform(6.0, 12.0) + 0.5 * np.sin(4.0 * canvas.v) + turn(rng))
        colour = mix(colour, ink, 0.9 * step(0.5, 0.65, bars))
    elif pattern == 1:
        bands = wave(canvas.v * rng.uniform(14.0, 26.0) + 0.6 * np.sin(3.0 * canvas.u))
        colour = mix(colour, ink, 0.85 * step(0.5, 0.65, bands))
    elif pattern == 2:
        spots = clouds(rng, canvas.size, 0.14 / canvas.pixel)
        colour = mix(colour, ink, 0.85 * step(0.6, 0.66, spots))
    return colour


def _rays(canvas: Canvas, colour: Colour, root: tuple[float, float], count: float) -> Colour:
    return colour * (0.55 + 0.55 * wave(canvas.angle(*root) * count))


def _paint_tail(canvas: Canvas, build: _Build, fins: Colour) -> None:
    tail = smooth(
        [
            (0.5, -0.08),
            (0.78, -0.6 * build.tail),
            (1.12, -build.tail),
            (1.08 - 0.4 * build.fork, -0.4 * build.tail),
            (1.1 - build.fork, 0.0),
            (1.08 - 0.4 * build.fork, 0.4 * build.tail),
            (1.12, build.tail),
            (0.78, 0.6 * build.tail),
            (0.5, 0.08),
        ],
        closed=True,
    )
    canvas.paint(_rays(canvas, fins, (0.35, 0.0), 44.0), canvas.polygon(tail))


def _paint_fins(canvas: Canvas, build: _Build, fins: Colour) -> None:
    top, bottom = -build.height, build.height
    spines = np.linspace(0.0, 1.0, 9)
    crown = np.column_stack(
        [
            -0.45 + spines,
            0.85 * top - build.fin * np.sin(np.pi * spines**0.7) * np.where(np.arange(9) % 2 == 0, 0.75, 1.0),
        ]
    )
    dorsal = np.vstack([crown, [(0.4, 0.5 * top), (-0.4, 0.7 * top)]])
    canvas.paint(_rays(canvas, fins, (-0.1, 0.6), 56.0), canvas.polygon(dorsal))
    anal = smooth(
        [(0.1, 0.8 * bottom), (0.3, bottom + 0.8 * build.fin), (0.52, bottom + 0.5 * build.fin), (0.5, 0.4 * bottom)]
    )
    pelvic = smooth(
        [(-0.3, 0.85 * bottom), (-0.2, bottom + 0.6 * build.fin), (0.0, bottom + 0.55 * build.fin), (0.0, 0.8 * bottom)]
    )
    canvas.paint(_rays(canvas, fins * 0.9, (0.0, -0.2), 50.0), canvas.polygon(anal, pelvic))


def _paint_side_fin(canvas: Canvas, fins: Colour, high: float) -> None:
    fin = smooth(
        [(-0.36, 0.06), (-0.1, 0.02), (0.08, 0.2 * high + 0.06), (0.0, 0.55 * high), (-0.24, 0.4 * high)], closed=True
    )
    canvas.darken(0.35 * canvas.polygon(shifted(fin, 0.02, 0.04)))
    canvas.paint(_rays(canvas, fins, (-0.4, 0.06), 34.0), canvas.polygon(fin))
