"""``lab.transferred`` where a network computes, for a card does in a moment what takes a processor longer than a frame.

The formulas are those of ``lab`` and ``gamut``, where OpenCV reads them from tables: the two agree within half a grey
level, and within two where colours are strong.
"""

from typing import TypeAlias

import torch

from dreamstream.gamut import KNEE, LEAST_DIVISOR, LINEAR_BELOW, WHITE, XYZ_TO_RGB
from dreamstream.lab import FLATTEST

DeviceStatistics: TypeAlias = tuple[torch.Tensor, torch.Tensor]
"""Mean and standard deviation of L*, a*, b*, float32 (3, 1) each."""

_RGB_TO_XYZ = ((0.412453, 0.357580, 0.180423), (0.212671, 0.715160, 0.072169), (0.019334, 0.119193, 0.950227))
"""The inverse of ``XYZ_TO_RGB``."""


def to_lab(rgb: torch.Tensor) -> torch.Tensor:
    """Return float32 RGB (3, N) in 0..255 as CIE L*a*b* (3, N), values beyond the range clipped."""
    shares = (rgb / 255).clamp(0, 1)
    linear = torch.where(shares > 0.04045, ((shares + 0.055) / 1.055) ** 2.4, shares / 12.92)
    light = torch.stack([each / white for each, white in zip(_mixed(linear, _RGB_TO_XYZ), WHITE, strict=True)])
    roots = light.clamp_min(LEAST_DIVISOR) ** (1 / 3)
    x, y, z = torch.where(light > LINEAR_BELOW**3, roots, light / (3 * LINEAR_BELOW**2) + 16 / 116)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def from_lab(lab: torch.Tensor) -> torch.Tensor:
    """Return CIE L*a*b* (3, N) as RGB (3, N) within 0..255; colours that RGB does not have are made paler."""
    rgb = _unbounded(*lab)
    grey = _unbounded(lab[0], *torch.zeros_like(lab[1:])).clamp(0, 1)
    from_grey = rgb - grey
    room = torch.where(from_grey > 0, 1 - grey, grey).clamp_min(LEAST_DIVISOR)
    distance = (from_grey.abs() / room).amax(0, keepdim=True)
    beyond = (distance - KNEE).clamp_min(0) / (1 - KNEE)
    compressed = distance.clamp_max(KNEE) + (1 - KNEE) * beyond / (1 + beyond)
    return (grey + from_grey * (compressed / distance.clamp_min(LEAST_DIVISOR))).clamp(0, 1) * 255


def device_statistics(lab: torch.Tensor) -> DeviceStatistics:
    """Return the mean and deviation of L*, a* and b* of (3, N)."""
    variance, mean = torch.var_mean(lab, 1, correction=0, keepdim=True)
    return mean, variance.sqrt()


def transferred(
    rgb: torch.Tensor, reference: DeviceStatistics, strength: float, contrast: torch.Tensor, chroma: float
) -> torch.Tensor:
    """Return RGB (3, N) in 0..255 with its colours moved towards the reference's; all else as ``lab.transferred``.

    ``contrast`` is (1, 1), on the same device.
    """
    lab = to_lab(rgb)
    mean, deviation = device_statistics(lab)
    wanted_mean, wanted_deviation = reference
    gain = wanted_deviation / deviation.clamp_min(FLATTEST)
    gain = torch.cat([gain[:1] * contrast, gain[1:] * chroma])
    return from_lab(lab * (1 + strength * (gain - 1)) + strength * (wanted_mean - mean * gain))


def _unbounded(lightness: torch.Tensor, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Return L*a*b* as RGB (3, N), which is beyond 0..1 where L*a*b* says more than RGB can."""
    y = (lightness + 16) / 116
    roots = torch.stack([y + a / 500, y, y - b / 200])
    light = torch.where(roots > LINEAR_BELOW, roots**3, (roots - 16 / 116) * (3 * LINEAR_BELOW**2))
    linear = torch.stack(_mixed([each * white for each, white in zip(light, WHITE, strict=True)], XYZ_TO_RGB))
    size = linear.abs()
    curve = torch.where(size > 0.0031308, 1.055 * size.clamp_min(0.0031308) ** (1 / 2.4) - 0.055, 12.92 * size)
    return torch.copysign(curve, linear)


def _mixed(planes: torch.Tensor | list[torch.Tensor], rows: tuple[tuple[float, ...], ...]) -> list[torch.Tensor]:
    """Return sums of planes by the rows of a matrix, in float32 whatever a card makes of products of matrices."""
    first, second, third = planes
    return [torch.add(one * first, second, alpha=two).add_(third, alpha=three) for one, two, three in rows]
