"""The process's memory after a large block is freed, in processes of their own."""

import platform
import subprocess
import sys

import pytest

from dreamstream import allocation
from dreamstream.allocation import keep_freed_memory, kept_bytes

FREEING = """
import threading
from mmap import PAGESIZE
from pathlib import Path
from dreamstream.allocation import keep_freed_memory, kept_bytes

def resident_megabytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGESIZE // 2**20

def work():
    global kept
    block = bytearray(96 * 2**20)
    begun = resident_megabytes()
    del block
    kept = resident_megabytes() > begun - 48, kept_bytes() >= 96 * 2**20

{prepare}
thread = threading.Thread(target=work)
thread.start()
thread.join()
print(kept)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="about glibc")
@pytest.mark.parametrize(("prepare", "kept"), [("", False), ("keep_freed_memory()", True)])
def test_a_thread_that_asks_again_gets_what_it_freed(prepare, kept):
    command = [sys.executable, "-c", FREEING.format(prepare=prepare)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == f"{(kept, kept)}\n"


def test_without_glibc_nothing_happens(monkeypatch):
    monkeypatch.setattr(allocation, "_glibc", lambda: None)
    keep_freed_memory()
    assert kept_bytes() == 0
