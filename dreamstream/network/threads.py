"""How many of the processor's threads compute."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import cv2
import torch


@contextmanager
def computing_on(threads: int | Literal["auto"] | None) -> Iterator[None]:
    """Have PyTorch and OpenCV compute on so many threads of the processor, and on as many as before afterwards.

    It holds for this thread and for those that are started within. With "auto" or None nothing is changed, for in a
    program of somebody else's it is theirs to say.
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
