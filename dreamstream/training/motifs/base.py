"""The contract of every motif.

A motif is a function ``paint(canvas, palette, rng)``. It paints on a transparent ``Canvas`` of any size, in the
canvas's own coordinates (u right, v down), mostly within the unit disc, with edges as wide as a pixel; it takes its
colours from the palette, and everything left to chance from the generator, so that one generator state always gives
one picture. It says at its registration what is true of all its pictures: which palettes are natural to it, whether
it has an up, whether it is stiff, and whether it is a surface without a shape of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from numpy.random import Generator

from dreamstream.registry import Registry
from dreamstream.training.motifs.canvas import Canvas, Pose
from dreamstream.training.motifs.palettes import Palette, choose_palette

Painter = Callable[[Canvas, Palette, Generator], None]


@dataclass(frozen=True)
class Motif:
    """A class of pictures.

    Attributes:
        paint: paints one of them.
        palettes: names of those natural to it.
        upright: it has an up, and is only slightly turned.
        stiff: its coordinates are not bent.
        surface: it covers the whole canvas.
    """

    paint: Painter
    palettes: tuple[str, ...]
    upright: bool
    stiff: bool
    surface: bool


REGISTRY: Registry[Motif] = Registry("motif")


def motif(
    name: str, *palettes: str, upright: bool = False, stiff: bool = False, surface: bool = False
) -> Callable[[Painter], Painter]:
    """Return a decorator that registers a painter as a motif; see ``Motif`` for what is said."""

    def enter(paint: Painter) -> Painter:
        REGISTRY.register(name)(Motif(paint, palettes, upright, stiff, surface))
        return paint

    return enter


def draw(name: str, rng: Generator, size: int, *, snug: bool) -> Canvas:
    """Return a canvas of that side in pixels with one motif on it; ``snug`` keeps it off the canvas's edges.

    Raises:
        UnknownNameError: there is no such motif.
    """
    chosen = REGISTRY[name]
    palette = choose_palette(rng, chosen.palettes)
    canvas = Canvas(Pose.draw(rng, size, upright=chosen.upright, stiff=chosen.stiff, snug=snug), rng)
    chosen.paint(canvas, palette, rng)
    return canvas
