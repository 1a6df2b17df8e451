"""What can be said in numbers of a dream that goes on: pure functions of pictures, and of what a network says of them.

Pictures are float32 RGB (H, W, 3) in 0..255, luminance is (H, W) in 0..1.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import special

from dreamstream.frame import FloatPixels
from dreamstream.lab import LabStatistics

Plane = NDArray[np.float32]
Probabilities = NDArray[np.float64]

_TILE = 64
"""Pixels; within one, stripes have one direction even where they bend over the picture."""
_SSIM_SIGMA = 1.5
_SSIM_CONSTANTS = (0.01**2, 0.03**2)
_FIRST_FRAMES = 20
_SILENCE = 1e-9
"""Power per pixel below which a plane is flat but for rounding."""


def luminance(pixels: FloatPixels) -> Plane:
    """Return Rec. 601 luma, (H, W) in 0..1."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.float32) / np.float32(255)


def clipped_share(pixels: FloatPixels) -> float:
    """Return the share of pixels with a channel that is black or white: nothing can grow there."""
    return float(((pixels <= 0) | (pixels >= 255)).any(2).mean())


def stripes(plane: Plane) -> float:
    """Return how far the spectrum has one direction, 0 (none) to 1 (parallel stripes), the mean over tiles.

    In each tile the spectrum's power is summed as vectors of twice its direction; the length of the sum over the
    sum of lengths is its anisotropy. Tiles count by their power, so what is flat does not.
    """
    spectra = [_power(tile) for tile in _tiles(plane)]
    total = sum(float(power.sum()) for power in spectra)
    if total <= _SILENCE * plane.size:
        return 0.0
    row, column = (_frequencies(spectra[0].shape)[axis] for axis in (0, 1))
    doubled = np.exp(2j * np.arctan2(row, column))
    return sum(float(abs((power * doubled).sum())) for power in spectra) / total


def high_frequency_share(plane: Plane) -> float:
    """Return the share of the spectrum's power, the mean apart, that is finer than 4 pixels a cycle."""
    power = _power(plane)
    radius = np.hypot(*_frequencies(power.shape))
    total = power.sum()
    return float(power[radius > 0.25].sum() / total) if total > _SILENCE * plane.size else 0.0


def structural_change(before: Plane, after: Plane) -> float:
    """Return 1 - SSIM (Wang et al., 2004) of two planes at half size: 0 for the same, about 1 for unrelated ones."""
    one, two = _halved(before), _halved(after)
    mean_one, mean_two = _smooth(one), _smooth(two)
    covariance = _smooth(one * two) - mean_one * mean_two
    variances = _smooth(one * one) - mean_one**2 + _smooth(two * two) - mean_two**2
    first, second = _SSIM_CONSTANTS
    likeness = (2 * mean_one * mean_two + first) * (2 * covariance + second)
    likeness /= (mean_one**2 + mean_two**2 + first) * (variances + second)
    return 1 - float(likeness.mean())


def lasting_change(changes: list[float]) -> float:
    """Return the mean change from frame to frame after the first 20, relative to that within them.

    1 is a loop as lively as it began, 0 one that has frozen; with no frames after the first 20 it is 1.
    """
    first, rest = changes[: _FIRST_FRAMES - 1], changes[_FIRST_FRAMES - 1 :]
    if not rest:
        return 1.0
    return float(np.mean(rest) / max(float(np.mean(first)), 1e-9))


def variety(probabilities: Probabilities) -> float:
    """Return how many classes are surely seen among (N, classes), rows summing to 1: from 1 to the number of classes.

    It is the exponential of the information that knowing the row gives on the class (the inception score of
    Salimans et al., 2016), so a row that is unsure of its class adds nothing.
    """
    doubt = float(special.entr(probabilities).sum(1).mean())
    return math.exp(float(special.entr(probabilities.mean(0)).sum()) - doubt)


def softmax(scores: NDArray[np.float32]) -> Probabilities:
    """Return (1, classes, H, W) of scores as (H * W, classes) of probabilities."""
    rows = scores[0].reshape(scores.shape[1], -1).T.astype(np.float64)
    return np.asarray(special.softmax(rows, axis=1), np.float64)


def colour_drift(statistics: LabStatistics, reference: LabStatistics) -> tuple[float, float]:
    """Return how far means and deviations of L*a*b* are from a reference's, as distances in L*a*b*."""
    mean, deviation = (float(np.linalg.norm(one - two)) for one, two in zip(statistics, reference, strict=True))
    return mean, deviation


def _tiles(plane: Plane) -> list[Plane]:
    height, width = plane.shape
    tall, wide = min(_TILE, height), min(_TILE, width)
    tops = range(0, height - tall + 1, max(1, tall // 2))
    return [plane[y : y + tall, x : x + wide] for y in tops for x in range(0, width - wide + 1, max(1, wide // 2))]


def _power(plane: Plane) -> NDArray[np.float64]:
    """Return the power spectrum without the mean, under a Hann window, which hides the seam between the edges."""
    window = np.outer(np.hanning(plane.shape[0] + 2)[1:-1], np.hanning(plane.shape[1] + 2)[1:-1])
    centred = plane - np.average(plane, weights=window)
    return np.asarray(np.abs(np.fft.fft2(centred * window)) ** 2 / plane.size, np.float64)


def _frequencies(shape: tuple[int, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each bin's cycles per pixel down and across."""
    down, across = np.meshgrid(np.fft.fftfreq(shape[0]), np.fft.fftfreq(shape[1]), indexing="ij")
    return down, across


def _halved(plane: Plane) -> Plane:
    return np.asarray(cv2.resize(plane, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.float32)


def _smooth(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), _SSIM_SIGMA), np.float32)
