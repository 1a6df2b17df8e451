"""How many of the processor's threads compute."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Literal, TypeVar

import cv2
import torch

T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """Return what ``work`` returns, done in a thread that ends with it; raises what it raises.

    Each thread that computes has helpers of its own, for as long as it lives. Where there are more of them than
    processors, GNU OpenMP has all of them sleep at once when they wait, and a frame on two processors takes half as
    long again: so what is computed before the frames leaves none behind.
    """
    with ThreadPoolExecutor(1, "preparing") as pool:
        return pool.submit(work).result()


@contextmanager
def computing_on(threads: int | Literal["auto"] | None) -> Iterator[None]:
    """Have PyTorch and OpenCV compute on so many threads of the processor, and on as many as before afterwards.

    It holds for this thread and for those that are started within. With "auto" or None nothing is changed, for how many
    there are at most is the program's to say.
    """
    if not isinstance(threads, int):
        yield
        return
    before = torch.get_num_threads(), cv2.getNumThreads()
    torch.set_num_threads(threads)
    cv2.setNumThreads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before[0])
        cv2.setNumThreads(before[1])
