"""Where a network computes and how precisely, chosen once and said in words."""

import platform
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from dreamstream.errors import UsageError

_DEVICE_TYPES = ("cpu", "cuda", "mps", "xpu")
_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


@dataclass(frozen=True)
class Placement:
    """A device and the number format of everything computed on it."""

    device: torch.device
    dtype: torch.dtype

    def tensor(self, array: NDArray[np.float32]) -> torch.Tensor:
        """Return ``array`` as a constant of the network here; 4-d ones with the channels innermost."""
        if self.device.type == "meta":
            return torch.empty(array.shape, dtype=self.dtype, device=self.device)
        tensor = torch.tensor(array, dtype=self.dtype, device=self.device)
        return tensor.contiguous(memory_format=torch.channels_last) if tensor.ndim == 4 else tensor

    def arithmetic(self) -> AbstractContextManager[None]:
        """Return the context to compute in, where float32 means float32.

        CUDA's own default rounds the factors of a float32 convolution to 10 bits of mantissa (TF32).
        """
        if self.device.type != "cuda" or self.dtype != torch.float32:
            return nullcontext()
        cudnn = torch.backends.cudnn
        return cudnn.flags(cudnn.enabled, cudnn.benchmark, deterministic=cudnn.deterministic, allow_tf32=False)

    def __str__(self) -> str:
        return f"{device_name(self.device)}, {str(self.dtype).removeprefix('torch.')}"


SHAPES_ONLY = Placement(torch.device("meta"), torch.float32)
"""Computes shapes and nothing else, without memory."""


def choose(device: str = "auto", precision: str = "auto") -> Placement:
    """Return the placement that was asked for, ``auto`` meaning the fastest that is at hand.

    Raises:
        UsageError: there is no such device or precision here.
    """
    chosen = _device(device)
    if precision == "auto":
        return Placement(chosen, torch.bfloat16 if _fast_bfloat16(chosen) else torch.float32)
    if precision not in _DTYPES:
        raise UsageError(f"unknown precision '{precision}'; known: auto, {', '.join(_DTYPES)}")
    return Placement(chosen, _DTYPES[precision])


def wait_for(device: torch.device) -> None:
    """Return when a device has done all that it has been asked for; a processor has by then."""
    if device.type != "cpu":
        torch.accelerator.synchronize(device)


def device_name(device: torch.device) -> str:
    """Return the device in words: what it is, and for a processor how many threads it uses."""
    if device.type == "cuda":
        return f"{torch.cuda.get_device_name(device)} ({device})"
    if device.type == "cpu":
        threads = torch.get_num_threads()
        return f"{_processor_name()}, {threads} thread{'' if threads == 1 else 's'}"
    return str(device)


def _device(name: str) -> torch.device:
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda", torch.cuda.current_device())
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    refusal = f"device '{name}' is not available here; try auto, cpu, cuda, cuda:1 or mps"
    if name.partition(":")[0] not in _DEVICE_TYPES:
        raise UsageError(refusal)
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise UsageError(refusal) from error
    return device


def _fast_bfloat16(device: torch.device) -> bool:
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        capabilities = torch.cpu.get_capabilities()
        return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
    return False


def _processor_name() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
