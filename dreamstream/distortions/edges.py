"""Sobel, Prewitt, Scharr, Laplace and Canny: the picture as its edges."""

from abc import abstractmethod
from typing import ClassVar, Literal, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from dreamstream.distortions.base import Distortion, Picture, Unit, register
from dreamstream.distortions.levels import luminance, whole_levels, within_levels
from dreamstream.frame import FloatPixels, Moment

Kernel: TypeAlias = NDArray[np.float32]

_SOBEL = np.array([1, 2, 1], np.float32)
_PREWITT = np.array([1, 1, 1], np.float32)
_SCHARR = np.array([3, 10, 3], np.float32)
_DIFFERENCE = np.array([-1, 0, 1], np.float32)

_STRONGEST_SHARE = 0.995
"""Which share of a picture's edges is not over-exposed by ``scale = "frame"``."""
_SAMPLED = 3
"""Every so many rows and columns tell the same share, in a fraction of the time."""

_FAINT = (
    "how much of the effect, 0 to 1; little by default, because lines of lines soon are all that is left of a picture"
)


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
        """Return how strong the edges are, float32 from 0 on, new, in the shape of ``pixels``: (H, W, 3) or (H, W)."""

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return the edges of ``pixels``."""
        exact = np.asarray(pixels, dtype=np.float32)
        levels = self.strength(exact if self.channels == "each" else luminance(exact))
        levels *= self._factor(levels)
        np.minimum(levels, 255, out=levels)
        if self.channels != "each":
            levels = np.asarray(cv2.cvtColor(levels, cv2.COLOR_GRAY2RGB), np.float32)
        if self.channels == "keep":
            levels *= exact * np.float32(1 / 255)
        if self.invert:
            np.subtract(255, levels, out=levels)
        return within_levels(levels, pixels)

    def _factor(self, strength: FloatPixels) -> np.float32:
        if self.scale == "fixed":
            return np.float32(self.gain)
        strongest = float(np.quantile(strength[::_SAMPLED, ::_SAMPLED], _STRONGEST_SHARE))
        return np.float32(self.gain * 255 / strongest if strongest > 0 else 0)


class Gradient(Edges):
    """Base of the filters that take the length of the gradient, as scipy.ndimage.generic_gradient_magnitude does."""

    smoothing: ClassVar[Kernel]
    """Weights across the direction of the difference."""

    def strength(self, pixels: FloatPixels) -> FloatPixels:
        """Return hypot of the differences along both axes; the border repeats the edge, as SciPy's default does."""
        across = cv2.sepFilter2D(pixels, cv2.CV_32F, _DIFFERENCE, self.smoothing, borderType=cv2.BORDER_REFLECT)
        down = cv2.sepFilter2D(pixels, cv2.CV_32F, self.smoothing, _DIFFERENCE, borderType=cv2.BORDER_REFLECT)
        return np.asarray(cv2.magnitude(across, down, across), np.float32)


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

    amount: Unit = Field(default=0.1, description=_FAINT)

    def strength(self, pixels: FloatPixels) -> FloatPixels:
        """Return the absolute value of the five-point Laplacian."""
        second = np.asarray(cv2.Laplacian(pixels, cv2.CV_32F, borderType=cv2.BORDER_REFLECT), np.float32)
        return np.abs(second, out=second)


@register
class Canny(Distortion):
    """Canny's thin lines, drawn white on black, or in the picture's own colours."""

    type = "canny"

    amount: Unit = Field(default=0.1, description=_FAINT)
    low: float = Field(default=60, ge=0, le=5000, description="gradient from which a line goes on, 0 to 5000")
    high: float = Field(default=150, ge=0, le=5000, description="gradient from which a line begins, 0 to 5000")
    keep_colours: bool = Field(default=False, description="whether lines have the colours of the picture")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return the lines."""
        lines = cv2.Canny(whole_levels(luminance(pixels)), self.low, self.high, L2gradient=True)
        white = np.asarray(cv2.cvtColor(lines, cv2.COLOR_GRAY2RGB), dtype=pixels.dtype)
        return np.minimum(pixels, white) if self.keep_colours else white
