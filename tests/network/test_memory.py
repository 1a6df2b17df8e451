"""How much memory there is, as the system tells it."""

import pytest
import torch

from dreamstream.network import memory

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """Let the process keep as many freed bytes as a test says, at first none."""

    def keep(count):
        monkeypatch.setattr(memory, "kept_bytes", lambda: count)

    keep(0)
    return keep


@pytest.fixture
def system(tmp_path, monkeypatch):
    """Let the system say what a test writes: its meminfo, and the files of a container's control group."""
    monkeypatch.setattr(memory, "_MEMINFO", tmp_path / "meminfo")
    monkeypatch.setattr(memory, "_CGROUP", tmp_path)

    def write(**texts):
        for name, text in texts.items():
            (tmp_path / name.replace("_", ".")).write_text(text)

    return write


def test_what_is_available_is_free(system):
    system(meminfo="MemTotal:       9000 kB\nMemFree:         100 kB\nMemAvailable:   5000 kB\n")
    assert memory.free_bytes(CPU) == 5000 * 1024


def test_what_was_freed_and_kept_is_free_too(system, kept):
    system(meminfo="MemAvailable:   5000 kB\n")
    kept(500)
    assert memory.free_bytes(CPU) == 5000 * 1024 + 500


def test_a_containers_limit_leaves_less(system):
    system(
        meminfo="MemAvailable: 5000 kB\n",
        memory_max="1000000\n",
        memory_current="900000\n",
        memory_stat="anon 500000\ninactive_file 300000\nactive_file 7\n",
    )
    assert memory.free_bytes(CPU) == 400_000


def test_a_container_without_a_limit_leaves_what_there_is(system):
    system(meminfo="MemAvailable: 5000 kB\n", memory_max="max\n", memory_current="9\n", memory_stat="")
    assert memory.free_bytes(CPU) == 5000 * 1024


def test_without_meminfo_the_system_counts_pages(system, monkeypatch):
    pages = {"SC_AVPHYS_PAGES": 70, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(memory.os, "sysconf", pages.__getitem__)
    assert memory.free_bytes(CPU) == 70 * 4096


def test_a_system_that_tells_nothing_has_an_unknown_amount(system, monkeypatch):
    def unknown(name):
        raise ValueError("unrecognized configuration name")

    monkeypatch.setattr(memory.os, "sysconf", unknown)
    assert memory.free_bytes(CPU) is None
    assert memory.free_bytes(torch.device("xpu")) is None


def test_what_the_process_has_is_counted_in_pages(tmp_path, monkeypatch, kept):
    (tmp_path / "statm").write_text("900 70 30 1 0 40 0\n")
    monkeypatch.setattr(memory, "_STATM", tmp_path / "statm")
    monkeypatch.setattr(memory.os, "sysconf", {"SC_PAGE_SIZE": 4096}.__getitem__)
    assert memory.held_bytes(CPU) == 70 * 4096
    kept(4096)
    assert memory.held_bytes(CPU) == 69 * 4096
    assert memory.held_bytes(torch.device("xpu")) == 0


def test_on_cuda_what_pytorch_holds_for_later_is_free_too(monkeypatch):
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _: (1000, 9000))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda _: 300)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda _: 100)
    assert memory.free_bytes(torch.device("cuda", 0)) == 1200


def test_on_apples_devices_what_is_recommended_and_not_in_use_is_free(monkeypatch):
    device = torch.device("mps")
    monkeypatch.setattr(torch.mps, "recommended_max_memory", lambda: 1000)
    for used, free in ((300, 700), (1200, 0)):
        monkeypatch.setattr(torch.mps, "current_allocated_memory", lambda used=used: used)
        assert (memory.held_bytes(device), memory.free_bytes(device)) == (used, free)
