"""Where a network computes and how precisely, chosen once and said in words."""

import logging
import platform
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from dreamstream.errors import UsageError

logger = logging.getLogger("dreamstream")

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
        """Return the context to compute in, where float32 means float32, whatever PyTorch has been told before."""
        is_rounding = self.device.type == "cuda" and self.dtype == torch.float32
        return _without_tf32() if is_rounding else nullcontext()

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
        return _fastest()
    refusal = f"device '{name}' is not available here; try auto, cpu, cuda, cuda:1 or mps"
    if name.partition(":")[0] not in _DEVICE_TYPES:
        raise UsageError(refusal)
    try:
        return _tried(torch.device(name))
    except (RuntimeError, AssertionError) as error:
        raise UsageError(f"{refusal} (PyTorch says: {_first_line(error)})") from error


def _fastest() -> torch.device:
    """Return the first kind of device that computes; the processor, with a warning, where one is there and does not."""
    for name, is_there in (("cuda", torch.cuda.is_available()), ("mps", torch.backends.mps.is_available())):
        if is_there:
            try:
                return _tried(torch.device(name))
            except RuntimeError as error:
                logger.warning("device '%s' can't be used, so the processor is: %s", name, _first_line(error))
    return torch.device("cpu")


def _tried(device: torch.device) -> torch.device:
    """Return a device that has computed something: to be there is not enough, PyTorch may have no code for it.

    A card has its number then, for which one is meant without one differs from thread to thread.
    """
    one = torch.zeros(1, device=device) + 1
    one.item()
    return one.device if device.type == "cuda" else device


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


@contextmanager
def _without_tf32() -> Iterator[None]:
    """Keep all 23 bits of float32's factors, of which CUDA's own default takes 10 in convolutions (TF32)."""
    cudnn, matmul = torch.backends.cudnn, torch.backends.cuda.matmul
    # From PyTorch 2.9 on; there, whoever has used these is refused the older ones.
    convolutions = getattr(cudnn, "conv", None)
    switches = (convolutions or cudnn, matmul)
    name, off = ("fp32_precision", "ieee") if convolutions else ("allow_tf32", False)
    before = [getattr(each, name) for each in switches]
    for each in switches:
        setattr(each, name, off)
    try:
        yield
    finally:
        for each, value in zip(switches, before, strict=True):
            setattr(each, name, value)


def _fast_bfloat16(device: torch.device) -> bool:
    if device.type == "cuda":
        # Of this card, not of the first. AMD's all have it.
        return torch.version.hip is not None or torch.cuda.get_device_capability(device) >= (8, 0)
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
