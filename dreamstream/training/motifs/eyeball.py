"""An eye's ball, as many motifs have one: iris, pupil, and the light in it."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.fields import Colour, mix, step, wave
from dreamstream.training.motifs.palettes import BLACK, WHITE, rgb
from dreamstream.training.motifs.randomness import chance, turn, whole


@dataclass(frozen=True)
class Eyeball:
    """Where an eye is and what it looks like.

    Attributes:
        x, y, radius: of the iris, in the motif's units.
        iris: its colour.
        pupil: radius of a round pupil, as a share of the iris's.
        slit: width of a slit pupil, as a share of the iris's; 0 for a round one.
    """

    x: float
    y: float
    radius: float
    iris: Colour
    pupil: float = 0.42
    slit: float = 0.0


def paint_eyeball(canvas: Canvas, eye: Eyeball, rng: Generator) -> None:
    """Paint an iris with its fibres, dark border, pupil and highlights."""
    u, v = (canvas.u - eye.x) / eye.radius, (canvas.v - eye.y) / eye.radius
    distance = canvas.radius(eye.x, eye.y) / eye.radius
    angle = canvas.angle(eye.x, eye.y)
    fibres = whole(rng, 9, 25)
    fibre = 0.5 * wave(angle * fibres + 3.0 * np.sin(3.0 * angle + turn(rng))) + 0.5 * wave(angle * (2 * fibres + 3))
    border = eye.iris * rng.uniform(0.2, 0.5)
    inner = np.clip(eye.iris * 1.15 + rgb(0.25, 0.2, 0.02) * rng.random(), 0.0, 1.0)
    colour = mix(mix(inner, eye.iris, step(0.3, 0.7, distance)), border, step(0.75, 1.0, distance))

    canvas.paint(border * 0.3, canvas.inside((distance - 1.09) * eye.radius))
    iris = canvas.inside((distance - 1.0) * eye.radius)
    canvas.paint(colour * (0.6 + 0.6 * fibre), iris)
    if eye.slit > 0.0:
        width = eye.slit * np.clip(1.0 - (v / 0.95) ** 2, 0.0, 1.0)
        canvas.paint(BLACK, canvas.inside((abs(u) - width) * eye.radius) * step(1.0, 0.9, distance))
    else:
        canvas.paint(BLACK, canvas.inside((distance - eye.pupil) * eye.radius))
    canvas.darken(iris * 0.35 * step(0.3, -0.9, v))
    canvas.paint(WHITE, 0.95 * canvas.disc(eye.x - 0.3 * eye.radius, eye.y - 0.34 * eye.radius, 0.2 * eye.radius))
    if chance(rng, 0.6):
        canvas.paint(WHITE, 0.45 * canvas.disc(eye.x + 0.3 * eye.radius, eye.y + 0.4 * eye.radius, 0.12 * eye.radius))
