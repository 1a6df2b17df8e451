"""Sobel, Prewitt, Scharr, Laplace and Canny: the picture as its edges."""

from abc import abstractmethod
from typing import ClassVar, Literal, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from dreamstream.distortions.base import Distortion, Picture, register
from dreamstream.distortions.levels import luminance, whole_levels, within_levels
from dreamstream.frame import FloatPixels, Moment

Kernel: TypeAlias = NDArray[np.float32]

_SOBEL = np.array([1, 2, 1], np.float32)
_PREWITT = np.array([1, 1, 1], np.float32)
_SCHARR = np.array([3, 10, 3], np.float32)
_DIFFERENCE = np.array([-1, 0, 1], np.float32)

_STRONGEST_SHARE = 0.995
"""Which share of a picture's edges is not over-exposed by ``scale = "frame"``."""


class Edges(Distortion):
    """Base of the edge filters: a strength for every pixel and channel, shown as grey levels."""

    channels: Literal["each", "grey", "keep"] = Field(
        default="each",
        description="each (colour channel by itself), grey (of the luminance), or keep (the picture's own colours, as "
        "bright as its edges are strong)",
    )
    scale: Literal["frame", "fixed"] = Field(
        default="frame",
        description="how strengths become levels: frame (the strongest of each frame become white) or fixed (255 is "
        "white)",
    )
    gain: float = Field(default=1.0, gt=0, le=100, description="factor on all strengths, up to 100")
    invert: bool = Field(default=False, description="whether edges are dark on white")

    @abstractmethod
    def strength(self, pixels: FloatPixels) -> FloatPixels:
        """Return how strong the edges are, float32 from 0 on, in the shape of ``pixels``: (H, W, 3) or (H, W)."""

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return the edges of ``pixels``."""
        exact = np.ascontiguousarray(pixels, dtype=np.float32)
        levels = self._levels(self.strength(exact if self.channels == "each" else luminance(exact)))
        if self.channels != "each":
            levels = np.repeat(levels[..., None], 3, axis=2)
        if self.channels == "keep":
            levels *= exact / 255
        return within_levels(255 - levels if self.invert else levels, pixels)

    def _levels(self, strength: FloatPixels) -> FloatPixels:
        factor = self.gain
        if self.scale == "frame":
            # Every fourth pixel tells as much, in a fraction of the time.
            strongest = float(np.quantile(strength[::2, ::2], _STRONGEST_SHARE))
            factor *= 255 / strongest if strongest > 0 else 0.0
        return np.asarray(np.clip(strength * np.float32(factor), 0, 255), np.float32)


class Gradient(Edges):
    """Base of the filters that take the length of the gradient, as scipy.ndimage.generic_gradient_magnitude does."""

    smoothing: ClassVar[Kernel]
    """Weights across the direction of the difference."""

    def strength(self, pixels: FloatPixels) -> FloatPixels:
        """Return hypot of the differences along both axes; the border repeats the edge, as SciPy's default does."""
        across = cv2.sepFilter2D(pixels, cv2.CV_32F, _DIFFERENCE, self.smoothing, borderType=cv2.BORDER_REFLECT)
        down = cv2.sepFilter2D(pixels, cv2.CV_32F, self.smoothing, _DIFFERENCE, borderType=cv2.BORDER_REFLECT)
        return np.asarray(cv2.magnitude(across, down), np.float32)


@register
class Sobel(Gradient):
    """Sobel's gradient: differences smoothed by 1 2 1."""

    type = "sobel"
    smoothing = _SOBEL


@register
class Prewitt(Gradient):
    """Prewitt's gradient: differences smoothed by 1 1 1."""

    type = "prewitt"
    smoothing = _PREWITT


@register
class Scharr(Gradient):
    """Scharr's gradient: differences smoothed by 3 10 3, the same in every direction."""

    type = "scharr"
    smoothing = _SCHARR


@register
class Laplacian(Edges):
    """The second derivative's size: thin double lines."""

    type = "laplacian"

    def strength(self, pixels: FloatPixels) -> FloatPixels:
        """Return the absolute value of the five-point Laplacian."""
        return np.asarray(abs(cv2.Laplacian(pixels, cv2.CV_32F, borderType=cv2.BORDER_REFLECT)), np.float32)


@register
class Canny(Distortion):
    """Canny's thin lines, drawn white on black, or in the picture's own colours."""

    type = "canny"

    low: float = Field(default=60, ge=0, le=5000, description="gradient from which a line goes on, 0 to 5000")
    high: float = Field(default=150, ge=0, le=5000, description="gradient from which a line begins, 0 to 5000")
    keep_colours: bool = Field(default=False, description="whether lines have the colours of the picture")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return the lines."""
        lines = cv2.Canny(whole_levels(luminance(pixels)), self.low, self.high, L2gradient=True)
        colours = pixels if self.keep_colours else 255
        return np.where(lines[..., None] > 0, colours, 0).astype(pixels.dtype) * np.ones(3, pixels.dtype)
