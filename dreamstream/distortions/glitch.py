"""Pixel sorting, scan-line jitter, block shuffle, and blocks that drift along false motion."""

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from dreamstream.distortions.base import Distortion, Picture, Unit, register
from dreamstream.distortions.levels import luminance, whole_levels
from dreamstream.distortions.randomness import generator
from dreamstream.distortions.remap import remap
from dreamstream.frame import FloatPixels, Moment


@register
class PixelSort(Distortion):
    """Sort the pixels of every stretch whose key lies between two thresholds (Kim Asendorf's idea, 2010)."""

    type = "pixel-sort"

    axis: Literal["horizontal", "vertical"] = Field(
        default="horizontal", description="along which pixels are sorted: horizontal (rows) or vertical (columns)"
    )
    key: Literal["brightness", "hue", "saturation"] = Field(default="brightness", description="what is sorted by")
    low: Unit = Field(default=0.45, description="key from which pixels are sorted, 0 to 1")
    high: Unit = Field(default=0.85, description="key up to which pixels are sorted, 0 to 1")
    descending: bool = Field(default=False, description="whether the largest key comes first")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` with its stretches sorted; no pixel is lost or changed."""
        if self.axis == "vertical":
            return np.ascontiguousarray(self._sorted(pixels.swapaxes(0, 1)).swapaxes(0, 1))
        return self._sorted(pixels)

    def _sorted(self, pixels: Picture) -> Picture:
        key = _sort_key(pixels, self.key)
        inside = (key >= self.low) & (key <= self.high)
        # A stretch begins where inside begins or ends, and every pixel outside is a stretch of its own; whole numbers
        # count the stretches, the key is their fraction, so that one sort of whole rows keeps stretches apart.
        begins = ~inside
        begins[:, 1:] |= ~inside[:, :-1]
        ranks = begins.cumsum(1) + (1 - key if self.descending else key) * 0.999
        order = np.argsort(ranks, axis=1, kind="stable")
        rows = np.broadcast_to(np.arange(len(order), dtype=np.float32)[:, None], order.shape)
        return remap(pixels, order.astype(np.float32), rows, "nearest", "constant")


@register
class ScanJitter(Distortion):
    """Push some scan lines sideways, as a bad video head does."""

    type = "scan-jitter"

    pixels: float = Field(default=4.0, ge=0, le=4096, description="standard deviation of the push in pixels, 0 to 4096")
    share: Unit = Field(default=0.15, description="of the lines that are pushed, 0 to 1")
    lines: int = Field(default=3, ge=1, le=4096, description="neighbouring lines that go together, 1 to 4096")
    hold_frames: int = Field(default=1, ge=1, le=100_000, description="frames for which a push stays the same")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` with lines pushed by whole pixels, around the edge."""
        height, width = pixels.shape[:2]
        random = generator(moment, self.type, self.hold_frames)
        bands = -(-height // self.lines)
        push = np.rint(random.standard_normal(bands) * self.pixels) * (random.random(bands) < self.share)
        columns = np.arange(width) - np.repeat(push, self.lines)[:height, None]
        rows = np.broadcast_to(np.arange(height, dtype=np.float32)[:, None], (height, width))
        return remap(pixels, columns.astype(np.float32), rows, "nearest", "wrap")


@register
class BlockShuffle(Distortion):
    """Let some blocks change places."""

    type = "block-shuffle"

    size: int = Field(default=32, ge=2, le=4096, description="side of a block in pixels, 2 to 4096")
    share: Unit = Field(default=0.03, description="of the blocks that move, 0 to 1")
    hold_frames: int = Field(default=1, ge=1, le=100_000, description="frames for which they move the same way")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` with whole blocks exchanged; what is left over at the right and the bottom stays."""
        rows, columns = pixels.shape[0] // self.size, pixels.shape[1] // self.size
        random = generator(moment, self.type, self.hold_frames)
        moving = np.flatnonzero(random.random(rows * columns) < self.share)
        shuffled = pixels.copy()
        for source, target in zip(moving.tolist(), random.permutation(moving).tolist(), strict=True):
            self._block(shuffled, target, columns)[:] = self._block(pixels, source, columns)
        return shuffled

    def _block(self, pixels: Picture, number: int, columns: int) -> Picture:
        row, column = (place * self.size for place in divmod(number, columns))
        return pixels[row : row + self.size, column : column + self.size]


@register
class Mosh(Distortion):
    """Let blocks drift along motion that is not there, as a video does that has lost its key frames.

    The motion is what optical flow finds between the picture and its copy of another size, turned a little: it follows
    edges and textures, and stands still where there is nothing to follow.
    """

    type = "mosh"

    size: int = Field(default=16, ge=2, le=512, description="side of a block in pixels, 2 to 512")
    strength: float = Field(default=1.0, ge=-50, le=50, description="factor on the motion, -50 to 50")
    degrees: float = Field(default=1.0, ge=-45, le=45, description="by which the copy is turned, -45 to 45")
    scale: float = Field(default=1.02, ge=0.5, le=2, description="by which the copy is larger, 0.5 to 2")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` with each block taken from where the false motion says; the border is mirrored."""
        height, width = pixels.shape[:2]
        if min(height, width) < _SMALLEST_FOR_FLOW:
            return pixels.copy()
        drift = self._drift(self._flow(whole_levels(luminance(pixels))))[:height, :width]
        columns, rows = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)[:, None]
        return remap(pixels, columns - drift[..., 0], rows - drift[..., 1], "nearest", "reflect")

    def _drift(self, flow: FloatPixels) -> FloatPixels:
        """Return the mean flow of each block in whole pixels, for every pixel of whole blocks."""
        height, width = flow.shape[:2]
        columns, rows = -(-width // self.size), -(-height // self.size)
        below, right = rows * self.size - height, columns * self.size - width
        whole = cv2.copyMakeBorder(flow, 0, below, 0, right, cv2.BORDER_REPLICATE)
        mean = np.asarray(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)
        drift = np.rint(mean * np.float32(self.strength))
        grown = cv2.resize(drift, (whole.shape[1], whole.shape[0]), interpolation=cv2.INTER_NEAREST)
        return np.asarray(grown, np.float32)

    def _flow(self, grey: NDArray[np.uint8]) -> FloatPixels:
        height, width = grey.shape
        turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), self.degrees, self.scale)
        moved = cv2.warpAffine(grey, turn, (width, height), borderMode=cv2.BORDER_REFLECT_101)
        search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        return np.asarray(search.calc(grey, moved, np.empty(0, np.float32)), np.float32)


_SMALLEST_FOR_FLOW = 32
"""Pixels; DIS looks at patches on a pyramid, and a smaller picture has none."""


def _sort_key(pixels: Picture, name: str) -> FloatPixels:
    """Return what pixels are sorted by, (H, W) in 0..1; values beyond the range count as its end."""
    shares = np.multiply(pixels, np.float32(1 / 255), dtype=np.float32)
    np.clip(shares, 0, 1, out=shares)
    if name == "brightness":
        return np.minimum(luminance(shares), 1)
    hue_lightness_saturation = np.asarray(cv2.cvtColor(shares, cv2.COLOR_RGB2HLS), np.float32)
    if name == "hue":
        return hue_lightness_saturation[..., 0] / np.float32(360)
    return np.minimum(hue_lightness_saturation[..., 2], 1)
