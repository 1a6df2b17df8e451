"""How long the processor's threads wait awake for their next piece of work, by GNU OpenMP, which PyTorch computes with.

A dream is thousands of pieces of work a second. Where a thread sleeps between two of them, waking it takes a seventh of
a frame's time; where it spins, two programs that do so take each other's processors, and both are many times slower.
"""

import os
import sys
import tempfile
from pathlib import Path

if sys.platform == "win32":

    def _lock(_descriptor: int) -> None:
        raise OSError("nobody knows here who else computes")

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


_VARIABLE = "GOMP_SPINCOUNT"
_SHORT, _LONG = "1000", "10000"
_IDLE_LOAD = 0.5
"""Mean number of threads at work up to which a machine is idle: a shell, an editor, a browser."""

_is_the_users = _VARIABLE in os.environ
_held: list[int] = []
"""The lock's descriptor, which is closed when the process ends."""


def sleep_soon() -> None:
    """Have threads sleep soon, as is best beside others; comes before PyTorch is imported."""
    if not _is_the_users:
        os.environ[_VARIABLE] = _SHORT


def spin_if_alone() -> None:
    """Have threads spin where the machine is idle, and no other program of ours spins until this one ends.

    For a process of our own alone, and before PyTorch is imported; what the user has set stays.
    """
    if not _is_the_users and _is_idle() and _is_first():
        os.environ[_VARIABLE] = _LONG


def _is_idle() -> bool:
    try:
        return os.getloadavg()[0] < _IDLE_LOAD
    except (OSError, AttributeError):
        return False


def _is_first() -> bool:
    user = getattr(os, "getuid", lambda: 0)()
    path = Path(tempfile.gettempdir()) / f"dreamstream-{user}.spins"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError:
        return False
    try:
        _lock(descriptor)
    except OSError:
        os.close(descriptor)
        return False
    _held.append(descriptor)
    return True
