"""More motions of the whole picture by their own names: squeeze, shear, translate."""

from typing import Literal

import numpy as np
from pydantic import Field

from dreamstream.distortions.affine import AffineDistortion, Floats, Scale, Stretch
from dreamstream.distortions.base import Border, Unit, register


@register
class Squeeze(Stretch):
    """Make things shorter along one axis, as much as ``stretch`` makes them longer; the ends come in mirrored."""

    type = "squeeze"

    scale: Scale = Field(
        default=0.05,
        description="squeeze per frame: from -0.5 to 0.5 the fraction by which things get shorter (negative "
        "stretches); above 0.5 and up to 2 a factor (1.05 makes them 1.05 times shorter)",
    )
    axis: Literal["vertical", "horizontal"] = Field(
        default="vertical", description="along which axis things get shorter: vertical or horizontal"
    )

    def transform(self, height: int, width: int) -> tuple[Floats, Floats]:
        """Return the inverse of the stretch's map."""
        matrix, offset = super().transform(height, width)
        lengths = 1 / np.diag(matrix)
        return np.diag(lengths), -lengths * offset


@register
class Shear(AffineDistortion):
    """Let the picture lean: lines slide along themselves, the further from the centre the more."""

    type = "shear"

    degrees: float = Field(
        default=1.0,
        ge=-80,
        le=80,
        description="by how much what stood upright across the axis leans per frame, -80 to 80; positive is to the "
        "right (horizontal) or up at the right (vertical)",
    )
    axis: Literal["horizontal", "vertical"] = Field(
        default="horizontal", description="along which axis lines slide: horizontal (rows) or vertical (columns)"
    )
    centre: Unit = Field(
        default=0.5,
        description="which line stays in place, 0 (top row or left column) to 1 (bottom row or right column)",
    )

    def transform(self, height: int, width: int) -> tuple[Floats, Floats]:
        """Return the slide of each line back to where it comes from."""
        slope = np.tan(np.deg2rad(self.degrees))
        if self.axis == "horizontal":
            return np.array([[1, 0], [slope, 1]]), np.array([0, -slope * (height - 1) * self.centre])
        return np.array([[1, slope], [0, 1]]), np.array([-slope * (width - 1) * self.centre, 0])


@register
class Translate(AffineDistortion):
    """Move the picture; by default what leaves at one side comes in at the other."""

    type = "translate"

    x: float = Field(default=0.01, ge=-1, le=1, description="to the right per frame, -1 to 1 of the width")
    y: float = Field(default=0.0, ge=-1, le=1, description="down per frame, -1 to 1 of the height")
    border: Border = Field(
        default="wrap",
        description="what comes in from beyond the edge: wrap (the picture's other side), reflect (the mirrored "
        "picture), replicate (its last pixel) or constant (black)",
    )

    def transform(self, height: int, width: int) -> tuple[Floats, Floats]:
        """Return the shift back, in pixels."""
        return np.eye(2), -np.array([self.y * height, self.x * width])
