"""Between pictures and the network's space: BGR minus mean, (1, 3, H, W)."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import torch

from dreamstream.frame import FloatPixels, Pixels
from dreamstream.network.transfer import downloaded, uploaded


def to_network(pixels: FloatPixels | Pixels, mean_bgr: Sequence[float], device: torch.device) -> torch.Tensor:
    """Return RGB (H, W, 3) in 0..255 as float32 (1, 3, H, W) BGR minus mean, channels innermost.

    A uint8 picture crosses to the device as it is, any other as float32; the result is the same.

    Raises:
        ValueError: the picture is not (H, W, 3).
    """
    if pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"a picture is (H, W, 3), got {pixels.shape}")
    narrow = pixels if pixels.dtype == np.uint8 else np.asarray(pixels, np.float32)
    # Four dimensions before the channels move to the front: only so the others see that they lie innermost.
    planes = uploaded(narrow, device).unsqueeze(0).flip(3).permute(0, 3, 1, 2)
    return planes - mean_column(mean_bgr, device)


def from_network(data: torch.Tensor, mean_bgr: Sequence[float]) -> FloatPixels:
    """Return float32 (1, 3, H, W) BGR minus mean as a float32 RGB picture (H, W, 3), not clipped."""
    return downloaded(_picture(data, mean_bgr))


def pixels_from_network(data: torch.Tensor, mean_bgr: Sequence[float]) -> Pixels:
    """Return ``to_pixels(from_network(data, mean_bgr))``, rounded and clipped on the device."""
    return downloaded(_picture(data, mean_bgr).round().clamp(0, 255).to(torch.uint8))


def mean_column(mean_bgr: Sequence[float], device: torch.device) -> torch.Tensor:
    """Return the mean as float32 (3, 1, 1), to be added to or taken from planes, not to be written to."""
    return _column(tuple(mean_bgr), device)


def _picture(data: torch.Tensor, mean_bgr: Sequence[float]) -> torch.Tensor:
    planes = data[0] + mean_column(mean_bgr, data.device)
    return planes.permute(1, 2, 0).flip(2)


# Copied once: the host would wait for it in every frame.
@lru_cache(maxsize=16)
def _column(mean_bgr: tuple[float, ...], device: torch.device) -> torch.Tensor:
    return torch.tensor(mean_bgr, dtype=torch.float32, device=device).view(-1, 1, 1)
