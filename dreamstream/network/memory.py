"""How much memory is free where a network computes, and how it is told that none is."""

import os
from contextlib import suppress
from pathlib import Path

import torch

from dreamstream import host_memory
from dreamstream.allocation import kept_bytes

_STATM = Path("/proc/self/statm")

_FULL = (
    "DefaultCPUAllocator",
    # CUDA, ROCm and MPS where it isn't PyTorch's own memory that is full.
    "out of memory",
    "STATUS_ALLOC_FAILED",
    # cuDNN, when none of its ways gets the memory that it needs.
    "unable to find an engine",
    # oneDNN, which convolves on the processor, where it gets no memory for its code or its scratchpad.
    "could not create a primitive",
    "could not execute a primitive",
    "could not create a memory object",
)
"""What is said where there is no memory left, as far as PyTorch has no class for it."""


def free_bytes(device: torch.device) -> int | None:
    """Return how many bytes could be had on a device now; None where it does not say.

    On a processor these are what the system can give without swapping and a container's limit leaves, on a CUDA
    device what nobody has, on Apple's what it is meant to be given at most; on all also what is held for later.
    """
    if device.type == "cuda":
        held = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        return torch.cuda.mem_get_info(device)[0] + held
    if device.type == "mps":
        return max(0, torch.mps.recommended_max_memory() - torch.mps.current_allocated_memory())
    if device.type != "cpu":
        return None
    return host_memory.free_bytes()


def held_bytes(device: torch.device) -> int:
    """Return how many bytes the process uses on a device now; 0 where it is not known."""
    if device.type == "cuda":
        return torch.cuda.memory_allocated(device)
    if device.type == "mps":
        return torch.mps.current_allocated_memory()
    with suppress(OSError):
        if device.type == "cpu":
            resident = int(_STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
            return max(0, resident - kept_bytes())
    return 0


def is_out_of_memory(error: Exception) -> bool:
    """Tell whether an error of PyTorch's says that there is no memory left, for which there is not always a class."""
    first_line = str(error).partition("\n")[0]
    return isinstance(error, torch.OutOfMemoryError) or any(words in first_line for words in _FULL)
