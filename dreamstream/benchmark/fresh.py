"""What only a process of its own can tell: its peak memory, and how long it takes from nothing to a frame."""

import re
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import torch

from dreamstream.allocation import keep_freed_memory
from dreamstream.benchmark.contenders import Task, ours
from dreamstream.frame import Pixels
from dreamstream.network.device import choose

_STATUS = Path("/proc/self/status")
_STEPS = 3
"""After which a process has about what it needs; the first leaves gaps between what is kept and what is freed."""


def peak_bytes(task: Task, device: str, precision: str) -> int | None:
    """Return the most memory that a process which computes steps of ``task`` ever has, PyTorch itself included.

    None where the system doesn't tell: that needs Linux. Memory of a GPU does not count.
    """
    if not _STATUS.exists():
        return None
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_own_peak, task, device, precision, torch.get_num_threads()).result()


def first_frame_seconds(picture: Pixels) -> float:
    """Return how long ``dreamstream`` takes from its start to the end of one frame of the embedded model.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    with TemporaryDirectory() as folder:
        seed, dream = Path(folder, "seed.png"), Path(folder, "dream.png")
        cv2.imwrite(str(seed), picture)
        command = [sys.executable, "-P", "-m", "dreamstream", str(seed), "-o", str(dream), "--frames", "1", "--quiet"]
        begin = time.perf_counter()
        subprocess.run(command, check=True)
        return time.perf_counter() - begin


def _own_peak(task: Task, device: str, precision: str, threads: int) -> int:
    # As the command's own process.
    keep_freed_memory()
    torch.set_num_threads(threads)
    step = ours(task, device, precision).step
    for _ in range(_STEPS):
        step()
    place = choose(device).device
    if place.type == "cuda":
        return torch.cuda.max_memory_reserved(place)
    # The system's own count of the process would begin with what its parent had.
    (kilobytes,) = re.findall(r"VmHWM:\s*(\d+) kB", _STATUS.read_text(encoding="utf-8"))
    return 1024 * int(kilobytes)
