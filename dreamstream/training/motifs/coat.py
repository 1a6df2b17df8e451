"""Fur on a head or body: hair that follows a shape."""

from numpy.random import Generator

from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.fields import Colour, Plane, streaks


def radiating_hair(canvas: Canvas, rng: Generator, middle: tuple[float, float] = (0.0, 0.0)) -> Plane:
    """Return the brightness, about 1, of hair that grows away from a point."""
    scale = 0.4 * canvas.size
    hair = streaks(rng, canvas.radius(*middle) * scale, canvas.angle(*middle) * 0.6 * scale)
    return 0.9 + 0.13 * hair


def rounded(colour: Colour, distance: Plane) -> Colour:
    """Return the colour of a ball: ``distance`` is 0 in its middle, 1 at its edge."""
    return colour * (1.12 - 0.5 * distance * distance)
