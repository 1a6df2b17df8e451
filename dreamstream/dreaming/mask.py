"""Where in the picture a dream may be."""

from typing import TypeAlias

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from dreamstream.frame import Pixels
from dreamstream.network.transfer import uploaded

FloatMask: TypeAlias = NDArray[np.float32]
"""(H, W) float32 in 0..1: 1 dreams, 0 stays as it is."""


def mask_of(pixels: Pixels, feather: float = 0.0) -> FloatMask:
    """Return a picture (H, W, 3) as a mask: white 1, black 0, colours by their luma.

    ``feather`` is the standard deviation of the blur that softens its edges, a share of the shorter side.
    """
    mask = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.float32) / np.float32(255)
    if feather > 0:
        mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), feather * min(mask.shape)), np.float32)
    return mask


def mask_tensor(mask: FloatMask, size: tuple[int, int], device: torch.device) -> torch.Tensor:
    """Return a mask stretched to ``size``, (height, width), as float32 (1, 1, height, width) on a device."""
    height, width = size
    is_smaller = height * width < mask.size
    fitted = cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA if is_smaller else cv2.INTER_LINEAR)
    return uploaded(np.asarray(fitted, np.float32), device).view(1, 1, height, width)
