"""Swirl, ripple, fisheye, kaleidoscope, tunnel: the picture through bent glass."""

import numpy as np
from pydantic import Field

from dreamstream.distortions.base import register
from dreamstream.distortions.remap import Bend, Maps, Plane

_SMALL = np.float32(1e-6)


@register
class Swirl(Bend):
    """Turn the middle more than the rim, like water about a drain."""

    type = "swirl"

    degrees: float = Field(
        default=4.0, ge=-720, le=720, description="angle at the centre per frame in degrees, -720 to 720"
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
    """Rings running out from the centre, as on water."""

    type = "ripple"

    height: float = Field(default=0.01, ge=0, le=1, description="of the waves, in halves of the shorter side, 0 to 1")
    wavelength: float = Field(
        default=0.25, gt=0, le=10, description="from ring to ring, in halves of the shorter side, up to 10"
    )
    phase: float = Field(
        default=0.0, ge=-1e6, le=1e6, description="how many waves have passed; a schedule of t makes them run"
    )

    def bend(self, x: Plane, y: Plane) -> Maps:
        """Return the place moved along its radius by a sine."""
        distance = np.hypot(x, y) + _SMALL
        wave = np.sin(2 * np.pi * (distance / self.wavelength - self.phase))
        factor = 1 + self.height * wave / np.maximum(distance, self.wavelength / 4)
        return x * factor, y * factor


@register
class Fisheye(Bend):
    """Bulge the middle out, or with a negative strength in."""

    type = "fisheye"

    strength: float = Field(
        default=0.04, ge=-1, le=1, description="how far the middle is enlarged per frame, -1 (pinched) to 1"
    )

    def bend(self, x: Plane, y: Plane) -> Maps:
        """Return the place nearer to the centre, the more so the nearer it is; the rim stays."""
        squared = np.minimum(x * x + y * y, 1)
        factor = 1 - self.strength * (1 - squared)
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
    """Wrap the picture around a tunnel that one looks into: its left and right edge meet, depth is its height."""

    type = "tunnel"

    depth: float = Field(default=1.0, gt=0, le=20, description="pictures from the rim to the vanishing point's edge")
    travel: float = Field(
        default=0.0, ge=-1e6, le=1e6, description="how far one has gone, in pictures; a schedule of t makes one fly"
    )
    turn: float = Field(default=0.0, ge=-1e6, le=1e6, description="how far it has turned, in whole turns")

    def bend(self, x: Plane, y: Plane) -> Maps:
        """Return angle as column and logarithm of distance as row, mirrored so that no seam shows."""
        around = 2 * np.arctan2(y, x) / np.pi + 4 * self.turn
        inwards = -self.depth * np.log2(np.hypot(x, y) + np.float32(1e-3)) + 2 * self.travel
        return _mirrored(around), _mirrored(inwards)


def _mirrored(position: Plane) -> Plane:
    """Return a triangle wave of period 4: from 1 down to -1 and back."""
    triangle: Plane = abs(np.mod(position, 4) - 2) - 1
    return triangle
