"""Colours of L*a*b* that no RGB has, led back into its range: made paler, not cut off.

Cutting each channel off at black and white changes the hue, and leaves flat patches in which nothing can be told apart.
Here such a colour keeps its hue and lightness and moves towards grey, the slower the closer it is to the range's edge,
so that what differed still differs (as in the ACES Reference Gamut Compression, by the distance from the achromatic).
"""

import cv2
import numpy as np

from dreamstream.frame import FloatPixels

KNEE = 0.9
"""The share of the way from grey to the range's edge from where on colours are made paler."""

_SURELY_WITHIN = (0.12,) * 3, (0.93,) * 3
"""RGB in 0..1: a colour between these, once cut off, has not reached the knee, or nearly so."""

LEAST_DIVISOR = 1e-6
"""The least that is divided by, far below what 8 bits tell apart."""

WHITE = (0.950456, 1.0, 1.088754)
XYZ_TO_RGB = ((3.240479, -1.53715, -0.498535), (-0.969256, 1.875991, 0.041556), (0.055648, -0.204043, 1.057311))
"""White of D65 and the primaries of ITU-R BT.709, as OpenCV's conversions have them."""

LINEAR_BELOW = 6 / 29
"""Cube root of a share of white's light: CIE's lightness grows as such roots from there on, and evenly below."""

_LIGHTNESS = np.array([1, 0, 0], np.float32)


def from_lab(lab: FloatPixels) -> FloatPixels:
    """Return CIE L*a*b* (H, W, 3) as float32 RGB within 0..255; only what is beyond white or black is cut off."""
    rgb = np.asarray(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), np.float32)
    at_edge = cv2.inRange(rgb, *_SURELY_WITHIN) == 0
    if at_edge.any():
        rgb[at_edge] = _led_back(lab[at_edge])
    rgb *= np.float32(255)
    return rgb


def _led_back(lab: FloatPixels) -> FloatPixels:
    """Return L*a*b* (N, 3) as RGB (N, 3) in 0..1, those too far from grey led back."""
    rgb = _unbounded(lab)
    grey = np.clip(_unbounded(lab * _LIGHTNESS), 0, 1)
    from_grey = rgb - grey
    room = np.where(from_grey > 0, 1 - grey, grey)
    distance = (np.abs(from_grey) / np.maximum(room, LEAST_DIVISOR)).max(axis=1, keepdims=True)
    paler = grey + from_grey * (_compressed(distance) / np.maximum(distance, LEAST_DIVISOR))
    return np.asarray(np.clip(paler, 0, 1), np.float32)


def _compressed(distance: FloatPixels) -> FloatPixels:
    """Return distances of 0 and more as ones below 1: as they are up to the knee, then ever less."""
    beyond = np.maximum(distance - KNEE, 0) / (1 - KNEE)
    return np.asarray(np.minimum(distance, KNEE) + (1 - KNEE) * beyond / (1 + beyond), np.float32)


def _unbounded(lab: FloatPixels) -> FloatPixels:
    """Return L*a*b* (N, 3) as RGB (N, 3), which is beyond 0..1 where L*a*b* says more than RGB can."""
    y = (lab[:, :1] + 16) / 116
    roots = np.hstack([y + lab[:, 1:2] / 500, y, y - lab[:, 2:] / 200])
    xyz = np.where(roots > LINEAR_BELOW, roots**3, (roots - 16 / 116) * (3 * LINEAR_BELOW**2)) * np.array(
        WHITE, np.float32
    )
    linear = (xyz @ np.array(XYZ_TO_RGB, np.float32).T).astype(np.float32)
    size = np.abs(linear)
    curve = np.where(size > 0.0031308, 1.055 * np.maximum(size, 0.0031308) ** (1 / 2.4) - 0.055, 12.92 * size)
    return np.asarray(np.copysign(curve, linear), np.float32)
