"""The picture as a plane that tilts away."""

import numpy as np
from pydantic import Field

from dreamstream.distortions.base import register
from dreamstream.distortions.remap import Bend, Maps, Plane


@register
class Perspective(Bend):
    """Tilt the picture in depth: one side comes nearer and grows, the opposite one goes away and shrinks."""

    type = "perspective"

    tilt_x: float = Field(
        default=0.0,
        ge=-0.4,
        le=0.4,
        description="by which share the right edge comes nearer per frame, -0.4 to 0.4; negative is the left edge",
    )
    tilt_y: float = Field(
        default=0.02,
        ge=-0.4,
        le=0.4,
        description="by which share the bottom edge comes nearer per frame, -0.4 to 0.4; negative is the top edge",
    )

    def bend(self, x: Plane, y: Plane) -> Maps:
        """Return the plane's central projection; its horizon lies outside of the picture, as both tilts are small."""
        nearness = 1 + self.tilt_x * _from_edge_to_edge(x) + self.tilt_y * _from_edge_to_edge(y)
        return x / nearness, y / nearness


def _from_edge_to_edge(along: Plane) -> Plane:
    """Return coordinates in units of the farther edge's distance from the centre, so within -1 and 1."""
    shares: Plane = along / max(abs(along).max(), np.float32(1e-6))
    return shares
