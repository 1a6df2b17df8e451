"""Blurs and their opposite: gaussian, median, bilateral, motion, unsharp."""

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from dreamstream.distortions.base import Distortion, Picture, register
from dreamstream.distortions.levels import whole_levels, within_levels
from dreamstream.frame import FloatPixels, Moment

_WIDEST = 200.0


@register
class GaussianBlur(Distortion):
    """Blur by a bell curve, all of the picture or only its rows or columns."""

    type = "blur"

    sigma: float = Field(default=0.6, ge=0, le=_WIDEST, description="of the bell curve in pixels, 0 to 200")
    sigma_y: float | None = Field(
        default=None, ge=0, le=_WIDEST, description="along columns, where it differs; in pixels, 0 to 200"
    )

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` blurred."""
        # In float32, because OpenCV blurs whole levels by whole weights, up to 2 levels off.
        exact = np.asarray(pixels, np.float32)
        blurred = _blurred(exact, self.sigma, self.sigma if self.sigma_y is None else self.sigma_y)
        if pixels.dtype == np.uint8:
            np.rint(blurred, out=blurred)
        return np.asarray(blurred, dtype=pixels.dtype)


@register
class Unsharp(Distortion):
    """Sharpen: add what a blur takes away."""

    type = "unsharp"

    sigma: float = Field(default=1.5, gt=0, le=_WIDEST, description="of the blur in pixels, up to 200")
    strength: float = Field(default=0.1, ge=0, le=20, description="how much is added, 0 to 20")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` sharpened, within 0..255."""
        exact = np.asarray(pixels, np.float32)
        blurred = _blurred(exact, self.sigma, self.sigma)
        sharpened = cv2.addWeighted(exact, 1 + self.strength, blurred, -self.strength, 0, blurred)
        return within_levels(np.asarray(sharpened, np.float32), pixels)


@register
class MedianBlur(Distortion):
    """The median of a square around each pixel: flat patches with hard edges."""

    type = "median"

    size: int = Field(default=3, ge=1, le=255, description="side of the square in pixels, odd, 1 to 255")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return the medians; beyond a side of 5 in whole levels."""
        side = self.size | 1
        if side <= 5:
            return np.asarray(cv2.medianBlur(np.ascontiguousarray(pixels), side), dtype=pixels.dtype)
        return np.asarray(cv2.medianBlur(whole_levels(pixels), side), dtype=pixels.dtype)


@register
class BilateralBlur(Distortion):
    """Blur within areas, not across edges: like paint."""

    type = "bilateral"

    diameter: int = Field(default=5, ge=1, le=51, description="of what is looked at around a pixel, in pixels, 1 to 51")
    levels: float = Field(
        default=40.0, gt=0, le=255, description="differences that count as one area, up to 255 levels"
    )
    sigma: float = Field(default=3.0, gt=0, le=_WIDEST, description="of the bell curve in space, in pixels, up to 200")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` blurred within its areas."""
        filtered = cv2.bilateralFilter(np.ascontiguousarray(pixels), self.diameter, self.levels, self.sigma)
        return np.asarray(filtered, dtype=pixels.dtype)


@register
class MotionBlur(Distortion):
    """Blur along a line, as if the camera had moved."""

    type = "motion-blur"

    length: float = Field(default=5.0, ge=0, le=501, description="of the line in pixels, 0 to 501")
    degrees: float = Field(
        default=0.0, ge=-360, le=360, description="of the line, 0 is horizontal, positive counter-clockwise"
    )

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` averaged along the line."""
        kernel = _line(self.length, self.degrees)
        return np.asarray(cv2.filter2D(pixels, -1, kernel, borderType=cv2.BORDER_REFLECT_101), dtype=pixels.dtype)


def _blurred(pixels: FloatPixels, sigma_x: float, sigma_y: float) -> FloatPixels:
    if not sigma_x and not sigma_y:
        return pixels.copy()
    # A side that is not blurred has a kernel of one; OpenCV would take a sigma of 0 for "as the other".
    sides = tuple(2 * int(np.ceil(3 * sigma)) + 1 for sigma in (sigma_x, sigma_y))
    blurred = cv2.GaussianBlur(
        pixels, sides, max(sigma_x, 1e-3), sigmaY=max(sigma_y, 1e-3), borderType=cv2.BORDER_REFLECT_101
    )
    return np.asarray(blurred, np.float32)


def _line(length: float, degrees: float) -> NDArray[np.float32]:
    """Return a kernel of sum 1 whose values lie along a line through its middle."""
    half = int(np.ceil(length / 2))
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    angle = np.deg2rad(degrees)
    along, across = x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)
    weights = np.clip(1 - abs(across), 0, 1) * np.clip(length / 2 + 0.5 - abs(along), 0, 1)
    return np.asarray(weights / weights.sum(), np.float32)
