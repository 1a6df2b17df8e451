"""Pictures between the host's memory and a device's.

An NVIDIA or AMD card copies page-locked memory by itself and several times as fast as other memory. PyTorch keeps such
memory for the next copy, and gives none out again that a copy still reads.
"""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray


def uploaded(array: NDArray[Any], device: torch.device) -> torch.Tensor:
    """Return a copy of an array of any strides on a device; on a card nobody waits for it."""
    if not copies_by_itself(device):
        # torch.tensor copies: from_numpy would warn of an array that is read-only.
        return torch.tensor(np.ascontiguousarray(array), device=device)
    staging = _page_locked(array.shape, torch.from_numpy(np.empty(0, array.dtype)).dtype)
    np.copyto(staging.numpy(), array)
    return staging.to(device, non_blocking=True)


def downloaded(tensor: torch.Tensor) -> NDArray[Any]:
    """Return a tensor as an array with its values in order; waits until it has been computed.

    From a card it is in page-locked memory, which is PyTorch's again when the array is gone.
    """
    tensor = tensor.contiguous()
    if not copies_by_itself(tensor.device):
        return tensor.cpu().numpy()
    staging = _page_locked(tensor.shape, tensor.dtype)
    staging.copy_(tensor, non_blocking=True)
    _wait(tensor.device)
    return staging.numpy()


def copies_by_itself(device: torch.device) -> bool:
    """Tell whether a device copies from and to page-locked memory while the host goes on."""
    return device.type == "cuda"


def _page_locked(shape: tuple[int, ...], dtype: torch.dtype) -> torch.Tensor:
    return torch.empty(shape, dtype=dtype, pin_memory=True)


def _wait(device: torch.device) -> None:
    torch.cuda.current_stream(device).synchronize()
