"""How a picture is split into regions, and how much of each pixel belongs to which."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamstream.distortions.levels import luminance
from dreamstream.distortions.picture import StoredPicture
from dreamstream.distortions.remap import Plane
from dreamstream.frame import FloatPixels

Labels: TypeAlias = NDArray[np.intp]
"""(H, W), the number of the region that each pixel lies in, from 0."""


@dataclass(frozen=True)
class Layout:
    """A way to split a picture of any size; what a field means is said where ``regions`` describes its options."""

    kind: Literal["grid", "rings", "bands", "mask"]
    columns: int = 1
    rows: int = 1
    count: int = 1
    """Rings, bands, or levels of the mask."""
    centre_x: float = 0.5
    centre_y: float = 0.5
    degrees: float = 0.0
    mask: StoredPicture | None = None

    def labels(self, height: int, width: int) -> Labels:
        """Return the region of each pixel; some numbers may not occur in a small picture."""
        if self.mask is not None:
            return _shared(_levels(self.mask, height, width), self.count)
        x, y = np.arange(width), np.arange(height)[:, None]
        if self.kind == "grid":
            labels: Labels = y * self.rows // height * self.columns + x * self.columns // width
            return labels
        if self.kind == "rings":
            return _shared(_distances(x - (width - 1) * self.centre_x, y - (height - 1) * self.centre_y), self.count)
        return _shared(_positions(x - (width - 1) / 2, y - (height - 1) / 2, np.deg2rad(self.degrees)), self.count)


@dataclass(frozen=True, eq=False)
class Patch:
    """Where one distortion shows, and how much."""

    number: int
    """Of the region, or of the distortion."""
    place: tuple[slice, slice]
    """Rows and columns in which it shows at all."""
    weights: FloatPixels
    """(rows, columns, 1), 0 to 1; the weights of all patches of a picture add up to 1."""


# A few, because a stream has one size, and weights of large pictures are large.
@lru_cache(maxsize=4)
def patches(layout: Layout, turns: int | None, feather: float, height: int, width: int) -> tuple[Patch, ...]:
    """Return a patch for each region, or for each of ``turns`` that the regions take in order.

    Args:
        layout: the regions.
        turns: how many distortions there are for them; None keeps every region by itself.
        feather: width of the soft seams in pixels; 0 is a hard seam.
        height, width: of the picture, in pixels.
    """
    labels = layout.labels(height, width)
    if turns is not None:
        labels %= turns
    side = 2 * round(min(feather, max(height, width)) / 2) + 1
    return tuple(_patch(labels, int(number), side) for number in np.unique(labels))


def _patch(labels: Labels, number: int, side: int) -> Patch:
    inside = (labels == number).astype(np.float32)
    # A mean over a square: seams are ramps as wide as the square, and all weights of a pixel still add up to 1.
    weights = np.asarray(cv2.blur(inside, (side, side), borderType=cv2.BORDER_REFLECT_101), np.float32)
    rows, columns = (_extent(np.asarray(weights.any(axis=axis))) for axis in (1, 0))
    return Patch(number, (rows, columns), weights[rows, columns, None].copy())


def _extent(used: NDArray[np.bool_]) -> slice:
    places = np.flatnonzero(used)
    return slice(int(places[0]), int(places[-1]) + 1)


def _shared(shares: Plane, count: int) -> Labels:
    """Return which of ``count`` equal parts of 0..1 each number lies in."""
    labels: Labels = np.clip(shares * count, 0, count - 1).astype(np.intp)
    return labels


def _distances(x: Plane, y: Plane) -> Plane:
    """Return how far from the centre each pixel lies, the farthest corner being 1."""
    farthest = np.hypot(abs(x).max(), abs(y).max())
    shares: Plane = np.hypot(x, y) / max(farthest, 1)
    return shares


def _positions(x: Plane, y: Plane, angle: float) -> Plane:
    """Return how far across lines at an angle each pixel lies, from one corner, 0, to the opposite one, 1."""
    cosine, sine = np.cos(angle), np.sin(angle)
    reach = np.ptp(x) * abs(sine) + np.ptp(y) * abs(cosine) + 1
    shares: Plane = (x * sine + y * cosine) / reach + 0.5
    return shares


def _levels(mask: StoredPicture, height: int, width: int) -> Plane:
    """Return the grey levels of a mask in the size of a picture, 0 to below 1."""
    levels = cv2.resize(luminance(mask.pixels), (width, height), interpolation=cv2.INTER_AREA)
    return np.rint(np.asarray(levels, np.float32)) / 256
