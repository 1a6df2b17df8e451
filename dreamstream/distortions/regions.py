"""The picture split into regions, each with a distortion of its own."""

from typing import Literal

import numpy as np
from pydantic import Field

from dreamstream.distortions.base import Children, Distortion, Picture, Unit, register
from dreamstream.distortions.layout import Layout, Patch, patches
from dreamstream.distortions.levels import nearest_levels
from dreamstream.distortions.picture import PictureFile
from dreamstream.distortions.randomness import branched
from dreamstream.frame import Moment


@register
class Regions(Distortion):
    """A distortion for each region of the picture: of a grid, of rings, of bands, or of what a mask paints."""

    type = "regions"

    children: Children = Field(alias="distort", description="distortions, taken in turn over the regions")
    layout: Literal["grid", "rings", "bands"] = Field(
        default="grid",
        description="regions: grid (row by row from the top left), rings (from the centre out) or bands (from the top)",
    )
    columns: int = Field(default=2, ge=1, le=64, description="of the grid, 1 to 64")
    rows: int = Field(default=2, ge=1, le=64, description="of the grid, 1 to 64")
    count: int = Field(default=4, ge=1, le=256, description="rings or bands, 1 to 256")
    centre_x: Unit = Field(default=0.5, description="centre of the rings, 0 (left edge) to 1 (right edge)")
    centre_y: Unit = Field(default=0.5, description="centre of the rings, 0 (top edge) to 1 (bottom edge)")
    degrees: float = Field(
        default=0.0,
        ge=-360,
        le=360,
        description="of the lines between bands, 0 is horizontal, positive counter-clockwise",
    )
    mask: PictureFile | None = Field(
        default=None,
        description="a picture (path) instead of a layout: its grey levels, from black to white, are cut into as many "
        "regions as there are distortions",
    )
    feather: float = Field(
        default=0.0,
        ge=0,
        le=4096,
        description="width of the soft seams: below 1 a share of the shorter side, from 1 on pixels, up to 4096",
    )
    local: bool = Field(
        default=False,
        description="whether a distortion is given its region alone, cut out, rather than the whole picture",
    )

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` with each region as its distortion makes it."""
        mixed = np.zeros(pixels.shape, np.float32)
        for patch in self._patches(*pixels.shape[:2]):
            mixed[patch.place] += self._distorted(pixels, patch, moment) * patch.weights
        return nearest_levels(mixed, pixels)

    def _distorted(self, pixels: Picture, patch: Patch, moment: Moment) -> Picture:
        child = self.children[patch.number % len(self.children)]
        own = branched(moment, patch.number)
        return child(pixels[patch.place], own) if self.local else child(pixels, own)[patch.place]

    def _patches(self, height: int, width: int) -> tuple[Patch, ...]:
        feather = self.feather if self.feather >= 1 else self.feather * min(height, width)
        turns = None if self.local else len(self.children)
        return patches(self._layout(), turns, feather, height, width)

    def _layout(self) -> Layout:
        if self.mask is not None:
            return Layout("mask", count=len(self.children), mask=self.mask)
        if self.layout == "grid":
            return Layout("grid", columns=self.columns, rows=self.rows)
        if self.layout == "rings":
            return Layout("rings", count=self.count, centre_x=self.centre_x, centre_y=self.centre_y)
        return Layout("bands", count=self.count, degrees=self.degrees)
