"""Between pictures and the network's space: BGR minus mean, (1, 3, H, W)."""

from collections.abc import Sequence

import numpy as np
import torch

from dreamstream.frame import FloatPixels


def to_network(pixels: FloatPixels, mean_bgr: Sequence[float], device: torch.device) -> torch.Tensor:
    """Return float32 RGB (H, W, 3) in 0..255 as float32 (1, 3, H, W) BGR minus mean.

    Raises:
        ValueError: the picture is not (H, W, 3).
    """
    if pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"a picture is (H, W, 3), got {pixels.shape}")
    # torch.tensor copies: from_numpy would warn of a picture that is read-only.
    planes = torch.tensor(np.ascontiguousarray(pixels, np.float32), device=device).flip(2).permute(2, 0, 1)
    return (planes - mean_column(mean_bgr, device)).unsqueeze(0)


def from_network(data: torch.Tensor, mean_bgr: Sequence[float]) -> FloatPixels:
    """Return float32 (1, 3, H, W) BGR minus mean as a float32 RGB picture (H, W, 3), not clipped."""
    planes = data[0] + mean_column(mean_bgr, data.device)
    return planes.permute(1, 2, 0).flip(2).contiguous().cpu().numpy()


def mean_column(mean_bgr: Sequence[float], device: torch.device) -> torch.Tensor:
    """Return the mean as float32 (3, 1, 1), to be added to or taken from planes."""
    return torch.tensor(tuple(mean_bgr), dtype=torch.float32, device=device).view(-1, 1, 1)
