"""Light on surfaces: what makes a flat motif look round."""

import math

import cv2
import numpy as np

from dreamstream.training.motifs.canvas import Canvas
from dreamstream.training.motifs.fields import Colour, Plane, dome


def relief(canvas: Canvas, colour: Colour, height: Plane, gloss: float = 0.3) -> Colour:
    """Return a colour as the canvas's light shows it on a surface.

    Args:
        canvas: whose light and scale are meant.
        colour: of the surface.
        height: of the surface, in the motif's units.
        gloss: brightness of the highlight, 0 for a dull surface.
    """
    surface = np.ascontiguousarray(height, np.float32)
    scale = 0.125 / canvas.pixel
    slope_x = cv2.Sobel(surface, cv2.CV_32F, 1, 0, scale=scale)
    slope_y = cv2.Sobel(surface, cv2.CV_32F, 0, 1, scale=scale)
    light_x, light_y = 0.7 * math.cos(canvas.light), 0.7 * math.sin(canvas.light)
    length = np.sqrt(1.0 + slope_x * slope_x + slope_y * slope_y)
    facing = np.clip((0.71 - light_x * slope_x - light_y * slope_y) / length, 0.0, 1.0)
    highlight = (((facing * facing) ** 2) ** 2) ** 2
    return colour * (0.35 + 0.9 * facing) + gloss * highlight


def inflated(canvas: Canvas, coverage: Plane, thickness: float) -> Plane:
    """Return the height of a shape blown up like a cushion, flat from ``thickness`` inside its edge."""
    distance = cv2.distanceTransform((coverage > 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    inward = np.clip(np.asarray(distance, np.float32) * (canvas.pixel / thickness), 0.0, 1.0)
    return thickness * dome(1.0 - inward)
