"""How much memory the system, or the container that a process is in, could give."""

import os
from contextlib import suppress
from pathlib import Path

from dreamstream.allocation import kept_bytes

_MEMINFO = Path("/proc/meminfo")
_CGROUP = Path("/sys/fs/cgroup")


def free_bytes() -> int | None:
    """Return how many bytes could be had now without swapping; None where the system does not say.

    What a container's limit leaves is not exceeded, what this process has freed and kept is counted.
    """
    known = [each for each in (_of_the_system(_MEMINFO), _of_the_container(_CGROUP)) if each is not None]
    return min(known) + kept_bytes() if known else None


def _of_the_system(meminfo: Path) -> int | None:
    with suppress(OSError):
        for line in meminfo.read_text(encoding="ascii").splitlines():
            name, _, rest = line.partition(":")
            if name == "MemAvailable":
                return int(rest.split()[0]) * 1024
    with suppress(ValueError, OSError, AttributeError):
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def _of_the_container(cgroup: Path) -> int | None:
    """Return what a control group of version 2 leaves; None where there is none, or it has no limit ('max')."""
    with suppress(OSError, ValueError):
        limit, used = (int((cgroup / name).read_text(encoding="ascii")) for name in ("memory.max", "memory.current"))
        counts = (line.split() for line in (cgroup / "memory.stat").read_text(encoding="ascii").splitlines())
        # The cache of files counts as used, and is given back when it is needed.
        cached = sum(int(count) for name, count in counts if name == "inactive_file")
        return max(0, limit - used + cached)
    return None
