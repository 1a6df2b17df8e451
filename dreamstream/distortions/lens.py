"""Swirl, ripple, fisheye, kaleidoscope, tunnel: the picture through bent glass."""

from typing import Self

import numpy as np
from pydantic import Field

from dreamstream.distortions.base import register
from dreamstream.distortions.remap import Bend, Maps, Plane
from dreamstream.frame import Moment

_SMALL = np.float32(1e-6)
"""Keeps a distance of nothing divisible."""


@register
class Swirl(Bend):
    """Turn the middle more than the rim, like water about a drain."""

    type = "swirl"

    degrees: float = Field(
        default=4.0,
        ge=-720,
        le=720,
        description="angle at the centre per frame in degrees, -720 to 720; positive is counter-clockwise",
    )
    radius: float = Field(
        default=0.7,
        gt=0,
        le=10,
        description="where the angle has fallen to a third, in halves of the shorter side, up to 10",
    )

    def bend(self, x: Plane, y: Plane) -> Maps:
        """Return the rotation by an angle that falls with the distance as a bell curve does."""
        angle = np.deg2rad(self.degrees) * np.exp(-(x * x + y * y) / self.radius**2)
        cosine, sine = np.cos(angle), np.sin(angle)
        return cosine * x - sine * y, sine * x + cosine * y


@register
class Ripple(Bend):
    """Rings running out from the centre, as on water.

    They have to run: rings that stand still would draw a dream that feeds on itself into circles of one colour.
    """

    type = "ripple"

    height: float = Field(default=0.01, ge=0, le=1, description="of the waves, in halves of the shorter side, 0 to 1")
    wavelength: float = Field(
        default=0.25, gt=0, le=10, description="from ring to ring, in halves of the shorter side, up to 10"
    )
    speed: float = Field(
        default=0.1, ge=-10, le=10, description="waves that leave the centre per frame, -10 to 10; negative go inwards"
    )
    phase: float = Field(default=0.0, ge=-1e6, le=1e6, description="how many waves have left before the first frame")

    def at(self, moment: Moment) -> Self:
        """Return the ripple whose phase is that of the moment."""
        return self.model_copy(update={"phase": (self.phase + self.speed * moment.index) % 1})

    def bend(self, x: Plane, y: Plane) -> Maps:
        """Return the place moved along its radius by a sine."""
        distance = np.hypot(x, y) + _SMALL
        wave = np.sin(2 * np.pi * (distance / self.wavelength - self.phase % 1))
        factor = 1 + self.height * wave / np.maximum(distance, self.wavelength / 4)
        return x * factor, y * factor


@register
class Fisheye(Bend):
    """Bulge the middle out, or with a negative strength in; the corner farthest from the centre stays."""

    type = "fisheye"

    strength: float = Field(
        default=0.04, ge=-1, le=1, description="how far the middle is enlarged per frame, -1 (pinched) to 1"
    )

    def bend(self, x: Plane, y: Plane) -> Maps:
        """Return the place nearer to the centre, the more so the nearer it is."""
        squared = x * x + y * y
        # The rim is at the corners: things pile up at it, and a rim inside the picture would show as a circle.
        factor = 1 - self.strength * (1 - squared / max(squared.max(), _SMALL))
        return x * factor, y * factor


@register
class Kaleidoscope(Bend):
    """Mirror one slice of the picture around the centre."""

    type = "kaleidoscope"

    segments: int = Field(default=6, ge=1, le=180, description="mirrored slices, 1 to 180")
    degrees: float = Field(default=0.0, ge=-360, le=360, description="where the slice begins, in degrees")

    def bend(self, x: Plane, y: Plane) -> Maps:
        """Return the place folded into the first slice."""
        slice_angle = np.pi / self.segments
        start = np.deg2rad(self.degrees)
        angle = np.mod(np.arctan2(y, x) - start, 2 * slice_angle)
        angle = slice_angle - np.abs(angle - slice_angle) + start
        distance = np.hypot(x, y)
        return distance * np.cos(angle), distance * np.sin(angle)


@register
class Tunnel(Bend):
    """Wrap the picture around a tunnel that one looks into: its columns run into the depth, its rows are rings.

    It is mirrored wherever it meets itself, so that no seam shows.
    """

    type = "tunnel"

    depth: float = Field(
        default=0.5,
        gt=0,
        le=20,
        description="pictures that are passed until the distance to the vanishing point has halved, up to 20",
    )
    travel: float = Field(
        default=0.0, ge=-1e6, le=1e6, description="how far one has gone, in pictures; a schedule of t makes one fly"
    )
    turn: float = Field(default=0.0, ge=-1e6, le=1e6, description="how far it has turned, in whole turns")

    def bend(self, x: Plane, y: Plane) -> Maps:
        """Return angle as column and logarithm of distance as row."""
        around = np.arctan2(y, x) / np.pi + 2 * (self.turn % 1)
        inwards = self.travel % 2 - self.depth * np.log2(np.hypot(x, y) + np.float32(1e-3))
        return _there_and_back(around, x), _there_and_back(inwards, y)


def _there_and_back(position: Plane, along: Plane) -> Plane:
    """Return a place in ``along`` that goes from its last to its first and back while ``position`` grows by 2."""
    share = abs(np.mod(position, 2) - 1)
    first, last = along.min(), along.max()
    place: Plane = first + (last - first) * share
    return place
