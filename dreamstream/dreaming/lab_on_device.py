"""``lab.transferred`` where a network computes, for a card does in a moment what takes a processor longer than a frame.

The formulas are those of ``lab`` and ``gamut``, where OpenCV reads them from tables: the two agree within half a grey
level, and within two where colours are strong.
"""

from typing import TypeAlias

import torch

DeviceStatistics: TypeAlias = tuple[torch.Tensor, torch.Tensor]
"""Mean and standard deviation of L*, a*, b*, float32 (3, 1) each."""

_FLATTEST = 1.0
"""As ``lab``'s."""
_KNEE = 0.9
"""As ``gamut``'s."""
_NOTHING = 1e-6
_WHITE = (0.950456, 1.0, 1.088754)
_RGB_TO_XYZ = ((0.412453, 0.357580, 0.180423), (0.212671, 0.715160, 0.072169), (0.019334, 0.119193, 0.950227))
_XYZ_TO_RGB = ((3.240479, -1.53715, -0.498535), (-0.969256, 1.875991, 0.041556), (0.055648, -0.204043, 1.057311))
"""White of D65 and the primaries of ITU-R BT.709, as OpenCV's conversions have them."""
_EDGE = 6 / 29
"""Cube root of the least share of white's light from which on lightness is a cube root."""


def to_lab(rgb: torch.Tensor) -> torch.Tensor:
    """Return float32 RGB (3, N) in 0..255 as CIE L*a*b* (3, N), values beyond the range clipped."""
    shares = (rgb / 255).clamp(0, 1)
    linear = torch.where(shares > 0.04045, ((shares + 0.055) / 1.055) ** 2.4, shares / 12.92)
    light = torch.stack([each / white for each, white in zip(_mixed(linear, _RGB_TO_XYZ), _WHITE, strict=True)])
    x, y, z = torch.where(light > _EDGE**3, light.clamp_min(_NOTHING) ** (1 / 3), light / (3 * _EDGE**2) + 16 / 116)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def from_lab(lab: torch.Tensor) -> torch.Tensor:
    """Return CIE L*a*b* (3, N) as RGB (3, N) within 0..255; colours that RGB does not have are made paler."""
    rgb = _unbounded(*lab)
    grey = _unbounded(lab[0], *torch.zeros_like(lab[1:])).clamp(0, 1)
    from_grey = rgb - grey
    room = torch.where(from_grey > 0, 1 - grey, grey).clamp_min(_NOTHING)
    distance = (from_grey.abs() / room).amax(0, keepdim=True)
    beyond = (distance - _KNEE).clamp_min(0) / (1 - _KNEE)
    compressed = distance.clamp_max(_KNEE) + (1 - _KNEE) * beyond / (1 + beyond)
    return (grey + from_grey * (compressed / distance.clamp_min(_NOTHING))).clamp(0, 1) * 255


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
    gain = wanted_deviation / deviation.clamp_min(_FLATTEST)
    gain = torch.cat([gain[:1] * contrast, gain[1:] * chroma])
    return from_lab(lab * (1 + strength * (gain - 1)) + strength * (wanted_mean - mean * gain))


def _unbounded(lightness: torch.Tensor, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Return L*a*b* as RGB (3, N), which is beyond 0..1 where L*a*b* says more than RGB can."""
    y = (lightness + 16) / 116
    roots = torch.stack([y + a / 500, y, y - b / 200])
    light = torch.where(roots > _EDGE, roots**3, (roots - 16 / 116) * (3 * _EDGE**2))
    linear = torch.stack(_mixed([each * white for each, white in zip(light, _WHITE, strict=True)], _XYZ_TO_RGB))
    size = linear.abs()
    curve = torch.where(size > 0.0031308, 1.055 * size.clamp_min(0.0031308) ** (1 / 2.4) - 0.055, 12.92 * size)
    return torch.copysign(curve, linear)


def _mixed(planes: torch.Tensor | list[torch.Tensor], rows: tuple[tuple[float, ...], ...]) -> list[torch.Tensor]:
    """Return sums of planes by the rows of a matrix, in float32 whatever a card makes of products of matrices."""
    first, second, third = planes
    return [torch.add(one * first, second, alpha=two).add_(third, alpha=three) for one, two, three in rows]
