"""Brings high dynamic range and wide-gamut video to what a common screen shows.

Sources: SMPTE ST 2084 and ITU-R BT.2100 (the transfer functions PQ and HLG), BT.2408 (203 cd/m2 for reference
white), BT.2390 (the tone curve), BT.2087 (BT.2020 to BT.709), BT.1886 (the common screen's gamma of 2.4).
"""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dreamstream.frame import FloatPixels, Pixels

PQ, HLG = 16, 18
"""AVCOL_TRC_SMPTE2084 and AVCOL_TRC_ARIB_STD_B67."""
BT2020 = 9
"""AVCOL_PRI_BT2020."""

PEAK_NITS = 1000.0
"""What HDR is taken to be mastered for; anything brighter is shown as that."""
WHITE_NITS = 203.0
"""What becomes white."""

_LUMINANCE = np.array([0.2627, 0.6780, 0.0593], np.float32)
_TO_BT709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32)
_TO_BT709 /= _TO_BT709.sum(axis=1, keepdims=True)  # rounded as published, greys would take on a tinge
_STEPS = 4095
_ROOTS = np.linspace(0, 1, _STEPS + 1)
"""Tables of light are by its square root, which spaces their steps about as the eye does."""


class ToneMap:
    """Turns coded BT.2020 pictures of one transfer function into (H, W, 3) uint8 RGB of BT.709.

    The curve acts on the brightest of a pixel's three channels and scales all of them, so that hues stay.
    """

    def __init__(self, transfer: int | None) -> None:
        """Make the tables: ``transfer`` is PQ, HLG, or None for video that only has the wide gamut."""
        coded = np.linspace(0, 1, 65536)
        self._is_hlg = transfer == HLG
        self._peak = WHITE_NITS if transfer is None else PEAK_NITS
        self._light = _LIGHT[transfer](coded).astype(np.float32)
        brightest = np.maximum(_ROOTS**2 * self._peak, 1e-6)
        self._gain = (_shown_nits(brightest, self._peak) / brightest * (self._peak / WHITE_NITS)).astype(np.float32)
        self._encoded = np.rint(255 * _ROOTS ** (2 / 2.4)).astype(np.uint8)

    def __call__(self, coded: NDArray[np.uint16]) -> Pixels:
        """Return the picture for (H, W, 3) uint16 non-linear RGB."""
        light: FloatPixels = np.take(self._light, coded)
        if self._is_hlg:
            # BT.2100's OOTF: the screen's own gamma, 1.2 for 1000 cd/m2.
            light *= np.power(light @ _LUMINANCE, np.float32(0.2))[..., None]
        light *= np.take(self._gain, _index(light.max(axis=2)))[..., None]
        return np.take(self._encoded, _index(cv2.transform(light, _TO_BT709)))


def tone_map(transfer: int, primaries: int) -> ToneMap | None:
    """Return what a picture of this AVColorTransferCharacteristic and AVColorPrimaries needs; None: nothing."""
    if transfer in (PQ, HLG):
        return ToneMap(transfer)
    return ToneMap(None) if primaries == BT2020 else None


def _index(light: NDArray[Any]) -> NDArray[np.uint16]:
    return np.asarray(np.sqrt(np.clip(light, 0, 1)) * _STEPS + 0.5, np.uint16)


_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32


def _pq_nits(coded: NDArray[Any]) -> NDArray[Any]:
    root = coded ** (1 / _M2)
    return np.asarray(10000 * (np.maximum(root - _C1, 0) / (_C2 - _C3 * root)) ** (1 / _M1))


def _pq_coded(nits: NDArray[Any]) -> NDArray[Any]:
    power = (np.asarray(nits) / 10000) ** _M1
    return np.asarray(((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2)


def _hlg_scene(coded: NDArray[Any]) -> NDArray[Any]:
    a = 0.17883277
    b, c = 1 - 4 * a, 0.5 - a * np.log(4 * a)
    return np.where(coded <= 0.5, coded**2 / 3, (np.exp((coded - c) / a) + b) / 12)


def _shown_nits(nits: NDArray[Any], peak: float) -> NDArray[Any]:
    """BT.2390's curve: as it is up to a knee, from there a spline that ends at white."""
    top, white = _pq_coded(np.array(peak)), _pq_coded(np.array(WHITE_NITS))
    most = white / top
    knee = 1.5 * most - 0.5
    coded = _pq_coded(nits) / top
    t = np.clip((coded - knee) / max(1 - knee, 1e-9), 0, 1)
    spline = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (-2 * t**3 + 3 * t**2) * most
    return _pq_nits(np.where(coded < knee, coded, spline) * top)


_LIGHT: dict[int | None, Callable[[NDArray[Any]], NDArray[Any]]] = {
    PQ: lambda coded: np.minimum(_pq_nits(coded) / PEAK_NITS, 1),
    HLG: _hlg_scene,
    None: lambda coded: np.asarray(coded**2.4),
}
"""From coded values to light, 1 being the peak."""
