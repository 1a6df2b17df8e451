"""How much memory there is, as the system tells it."""

import pytest

from dreamstream import host_memory
from dreamstream.host_memory import free_bytes


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """Let the process keep as many freed bytes as a test says, at first none."""

    def keep(count):
        monkeypatch.setattr(host_memory, "kept_bytes", lambda: count)

    keep(0)
    return keep


@pytest.fixture
def system(tmp_path, monkeypatch):
    """Let the system say what a test writes: its meminfo, and the files of a container's control group."""
    monkeypatch.setattr(host_memory, "_MEMINFO", tmp_path / "meminfo")
    monkeypatch.setattr(host_memory, "_CGROUP", tmp_path)

    def write(**texts):
        for name, text in texts.items():
            (tmp_path / name.replace("_", ".")).write_text(text)

    return write


def test_what_is_available_is_free(system):
    system(meminfo="MemTotal:       9000 kB\nMemFree:         100 kB\nMemAvailable:   5000 kB\n")
    assert free_bytes() == 5000 * 1024


def test_what_was_freed_and_kept_is_free_too(system, kept):
    system(meminfo="MemAvailable:   5000 kB\n")
    kept(500)
    assert free_bytes() == 5000 * 1024 + 500


def test_a_containers_limit_leaves_less(system):
    system(
        meminfo="MemAvailable: 5000 kB\n",
        memory_max="1000000\n",
        memory_current="900000\n",
        memory_stat="anon 500000\ninactive_file 300000\nactive_file 7\n",
    )
    assert free_bytes() == 400_000


def test_a_container_without_a_limit_leaves_what_there_is(system):
    system(meminfo="MemAvailable: 5000 kB\n", memory_max="max\n", memory_current="9\n", memory_stat="")
    assert free_bytes() == 5000 * 1024


def test_without_meminfo_the_system_counts_pages(system, monkeypatch):
    pages = {"SC_AVPHYS_PAGES": 70, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(host_memory.os, "sysconf", pages.__getitem__)
    assert free_bytes() == 70 * 4096


def test_a_system_that_tells_nothing_has_an_unknown_amount(system, monkeypatch):
    def unknown(name):
        raise ValueError("unrecognized configuration name")

    monkeypatch.setattr(host_memory.os, "sysconf", unknown)
    assert free_bytes() is None
