"""How a process of our own keeps its memory from step to step, and how much it has kept."""

import ctypes
import platform
from functools import cache

_TRIM_THRESHOLD, _MMAP_MAX, _ARENA_MAX = -1, -4, -8
"""``M_TRIM_THRESHOLD`` and so on, as in glibc's ``malloc.h``."""


def keep_freed_memory() -> None:
    """Have glibc keep what is freed for what is asked for next, as each step asks for what the one before did.

    Otherwise every block above 32 MiB comes from the system and goes back to it, blank page by blank page: at
    1920x1080 that was a quarter to a third of GoogLeNet's step. One arena for all threads keeps it in one place. It
    holds for the whole process, which a library has no say in; where there is no glibc nothing happens.
    """
    glibc = _glibc()
    if glibc is not None:
        for parameter, value in ((_TRIM_THRESHOLD, -1), (_MMAP_MAX, 0), (_ARENA_MAX, 1)):
            glibc.mallopt(parameter, value)


def kept_bytes() -> int:
    """Return how many bytes were freed and are kept; 0 where it is not known, as by a glibc before 2.33."""
    glibc = _glibc()
    if glibc is None or not hasattr(glibc, "mallinfo2"):
        return 0
    glibc.mallinfo2.restype = _Usage
    return int(glibc.mallinfo2().fordblks)


class _Usage(ctypes.Structure):
    """``struct mallinfo2``."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


@cache
def _glibc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if platform.libc_ver()[0] == "glibc" else None
